// @ts-check
// The web vitals of a page that is left before the file is there that observes them. Observers hand over what came before
// them in the same task (https://w3c.github.io/performance-timeline/#observe-method), so nothing runs until then.
import { includes, map } from '../builtins/lists.js'
import { attempt } from '../builtins/originals.js'
import { isPageHidden } from '../builtins/page_hidden.js'

// Their methods are called as they stand then: where a page has replaced them, there are no early vitals.
const { PerformanceObserver: Observer, performance } = globalThis

const TYPES = ['layout-shift', 'paint', 'largest-contentful-paint']
/** A session window of layout shifts, in ms: src/vitals/cls.rs. */
const GAP = 1000
const LENGTH = 5000

/** A page that is loaded ahead is not hidden: it is not shown yet. */
let hiddenSince = isPageHidden() && !(/** @type {any} */ (document).prerendering) ? 0 : Infinity

/** When the page was hidden for the first time, for browsers that keep no list of it; infinite until then. */
export const firstHidden = () => hiddenSince

/**
 * Notes that the page is hidden, and returns what is known of its load.
 * @returns {{ lcp?: number, cls?: number, fcp?: number, ttfb?: number }}
 */
export const earlyVitals = () => {
  /** @type {ReturnType<typeof earlyVitals>} */
  const vitals = {}
  attempt(() => {
    const now = performance.now()
    if (isPageHidden() && now < hiddenSince) hiddenSince = now
    const { activationStart = 0, responseStart } = /** @type {any} */ (
      performance.getEntriesByType('navigation')[0]
    )
    const set = (/** @type {'lcp' | 'cls' | 'fcp' | 'ttfb'} */ name, /** @type {number} */ value) => {
      vitals[name] = value > 0 ? value : 0
    }
    let [cls, sum, first, last] = [0, 0, 0, -GAP]
    const read = (/** @type {any} */ { name, startTime, value, hadRecentInput }) => {
      if (value >= 0) {
        if (hadRecentInput) return
        if (startTime - last >= GAP || startTime - first >= LENGTH) {
          sum = 0
          first = startTime
        }
        last = startTime
        sum += value
        if (sum > cls) cls = sum
      } else if (startTime < hiddenSince && name !== 'first-paint') {
        // A largest paint has no name.
        set(name ? 'fcp' : 'lcp', startTime - activationStart)
      }
    }
    // Safari calls back inside of `observe`, and other browsers in a later task.
    const observer = new Observer((list) => map(list.getEntries(), read))
    map(TYPES, (type) => {
      if (includes(Observer.supportedEntryTypes, type)) observer.observe({ type, buffered: true })
    })
    map(observer.takeRecords(), read)
    observer.disconnect()
    // A page without a paint has no layout shift, not even none.
    if (vitals.fcp !== undefined && includes(Observer.supportedEntryTypes, TYPES[0])) set('cls', cls)
    if (responseStart > 0 && responseStart < now) set('ttfb', responseStart - activationStart)
  })
  return vitals
}
