// @ts-check
// The web vitals of the page, by the rules of web-vitals 6: https://github.com/GoogleChrome/web-vitals
import { map } from '../../../builtins/lists.js'
import { attempt, listen } from '../../../builtins/originals.js'
import { earlyVitals } from '../../../tracing/early_vitals.js'
import { METRICS } from './metric_names.js'
import { activationStart } from './page_load.js'
import { loadVitals } from './vitals_module.js'
import { watchPage } from './watch_page.js'

/**
 * @typedef {object} Vital
 * @property {import('./metric_names.js').MetricName} name
 * @property {number} value in ms; of CLS a score
 * @property {string | undefined} rating `good`, `needs-improvement` or `poor`
 * @property {string | undefined} navigationType
 * @property {number | string} [navigationId] absent for the page load
 * @property {number} startTime of the navigation, in ms since the time origin
 * @property {number} [endTime] of the paint, the first byte or the largest shift
 * @property {Record<string, any>} attribution
 */

/** @typedef {(vital: Vital) => void} Report */

/** Runs an act once the page is shown: it may be loaded ahead. @param {() => void} act @returns {() => void} */
const whenActivated = (act) => {
  if (/** @type {any} */ (document).prerendering) return listen('prerenderingchange', act, true)
  act()
  return () => {}
}

/**
 * Reports each vital when it is known, and CLS and INP whenever the page is hidden: the last one of a navigation counts.
 *
 * `flush` has to be called in the task that hides the page. It reports what is new. `ready` tells whether vitals are
 * observed from then on; without wasm they are not, and `flush` reports those of a page that is left early.
 * @param {Report} report
 */
export const startVitals = (report) => {
  /** @type {ReturnType<typeof watchPage> | undefined} */
  let page
  let isStopped = false
  let stopWaiting = () => {}

  /** The values that were told without the module: a page is hidden, and then left. @type {Record<string, number>} */
  const told = {}

  /** Where the module is not there, or not yet, the values of a page that is left early are better than none. */
  const tellEarly = () => {
    if (isStopped || /** @type {any} */ (document).prerendering) return
    const values = earlyVitals()
    const startTime = activationStart()
    map(METRICS, (name) => {
      const value = /** @type {any} */ (values)[name]
      if (value === undefined || value === told[name]) return
      told[name] = value
      report({ name, value, rating: undefined, navigationType: undefined, startTime, attribution: {} })
    })
  }

  const open = async () => {
    try {
      const core = await loadVitals()
      stopWaiting = whenActivated(() => {
        if (!isStopped) page ??= watchPage(core, report)
      })
      return true
    } catch {
      return false
    }
  }

  return {
    ready: open(),
    flush: () => void attempt(() => (page ? page.flush() : tellEarly())),
    stop: () => {
      isStopped = true
      stopWaiting()
      page?.stop()
    },
  }
}
