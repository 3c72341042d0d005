// @ts-check
// Bugsnag with its default options, but as many breadcrumbs as the others keep.
import Bugsnag from '@bugsnag/browser'

export const init = () =>
  Bugsnag.start({
    apiKey: '0123456789abcdef0123456789abcdef',
    appVersion: '1.0.0',
    endpoints: { notify: `${location.origin}/sink`, sessions: `${location.origin}/sink` },
    maxBreadcrumbs: 100,
    logger: null,
  })

export const captureException = (/** @type {Error} */ error) => {
  // A page may report 100 events at most; this begins to count anew.
  Bugsnag.resetEventCount()
  Bugsnag.notify(error)
}

/** @param {{ message: string, data: { [key: string]: unknown } }} breadcrumb */
export const addBreadcrumb = ({ message, data }) => Bugsnag.leaveBreadcrumb(message, data)

/** It sends at once, and tells nobody when it is done. */
export const flush = () => new Promise((done) => setTimeout(done, 300))
