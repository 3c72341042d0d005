// @ts-check
import { publicApi, start } from './api/public_api.js'
import { chooseIntegrations } from './integrations.js'
import { lateReporter } from './last_resort/late_reporter.js'

/**
 * The npm package's `init`: starts the recorder, and returns its client. Does nothing outside of a page or a worker.
 * @param {Pick<import('./recorder/recorder.js').Bundle, 'loadReporter' | 'loadWasmLookup'>} later what is loaded when it is needed
 */
export const initWith = (later) => (/** @type {Record<string, any>} */ options) => {
  start(options, {
    chooseIntegrations,
    makeStage2: lateReporter,
    ...later,
  })
  return publicApi.getClient()
}
