// @ts-check
// Honeybadger with its default options, but no limit of errors for a page.
import Honeybadger from '@honeybadger-io/js'

const silent = () => {}

export const init = () =>
  Honeybadger.configure({
    apiKey: 'bench',
    endpoint: `${location.origin}/sink`,
    environment: 'production',
    revision: 'bench@1.0.0',
    maxErrors: Number.POSITIVE_INFINITY,
    enableUncaught: true,
    enableUnhandledRejection: true,
    logger: { log: silent, info: silent, debug: silent, warn: silent, error: silent },
  })

export const captureException = (/** @type {Error} */ error) => Honeybadger.notify(error)

/** @param {{ category: string, message: string, data: object }} breadcrumb */
export const addBreadcrumb = ({ category, message, data }) =>
  Honeybadger.addBreadcrumb(message, { category, metadata: data })

/** It sends at once, and tells nobody when it is done. */
export const flush = () => new Promise((done) => setTimeout(done, 300))
