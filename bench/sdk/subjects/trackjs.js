// @ts-check
// TrackJS with its default options; only the filter that drops repeated errors is off. What is more than ten errors in
// a second it drops all the same, and no option changes that.
import { TrackJS } from 'trackjs'

export const init = () => {
  const sink = `${location.origin}/sink`
  /** @type {any} the addresses are no documented options */
  const options = { token: 'bench', version: '1.0.0', dedupe: false, errorURL: sink, errorNoSSLURL: sink }
  TrackJS.install({ ...options, usageURL: sink, faultURL: sink })
}

export const captureException = (/** @type {Error} */ error) => TrackJS.track(error)

/** Its log is what comes nearest to breadcrumbs. @param {{ message: string, data: object }} breadcrumb */
export const addBreadcrumb = ({ message, data }) => TrackJS.console.log(message, data)

/** It sends at once, and tells nobody when it is done. */
export const flush = () => new Promise((done) => setTimeout(done, 300))
