// @ts-check
// The web vitals of a page that is left before the file is there that observes them. Observers hand over what came before
// them in the same task (https://w3c.github.io/performance-timeline/#observe-method), so nothing runs until then.
import { map } from '../builtins/lists.js'
import { isPageHidden } from '../builtins/page_hidden.js'
import { clock, entriesOf, isObservable, observeEntries } from '../builtins/performance_timeline.js'

/** A session window of layout shifts, in ms: src/vitals/cls.rs. */
const GAP = 1000
const LENGTH = 5000

/** When the page was hidden for the first time. A page that is loaded ahead is not hidden, it is not shown yet. */
let hiddenSince = isPageHidden() && !(/** @type {any} */ (document).prerendering) ? 0 : Infinity

/** When the page was hidden for the first time, where the browser keeps no list of it; infinite until then. */
export const firstHidden = () => hiddenSince

/** Notes that the page is hidden, and returns what is known until now. @returns {{ lcp?: number, cls?: number, fcp?: number, ttfb?: number }} */
export const earlyVitals = () => {
  const [page] = entriesOf('navigation')
  const activated = page?.activationStart || 0
  const since = (/** @type {number} */ time) => (time > activated ? time - activated : 0)
  /** @type {ReturnType<typeof earlyVitals>} */
  const vitals = {}
  let [cls, sum, first, last] = [0, 0, 0, 0]
  hiddenSince = isPageHidden() && hiddenSince > clock() ? clock() : hiddenSince
  const read = (/** @type {any} */ { entryType, name, startTime, value, hadRecentInput }) => {
    if (entryType === 'layout-shift') {
      if (hadRecentInput) return
      if (!sum || startTime - last >= GAP || startTime - first >= LENGTH) {
        sum = 0
        first = startTime
      }
      last = startTime
      sum += value
      if (sum > cls) cls = sum
    } else if (startTime < hiddenSince) {
      if (name === 'first-contentful-paint') vitals.fcp = since(startTime)
      else if (entryType !== 'paint') vitals.lcp = since(startTime)
    }
  }
  const readAll = (/** @type {any[]} */ entries) => map(entries, read)
  const observer = observeEntries(['largest-contentful-paint', 'paint', 'layout-shift'], readAll)
  readAll(observer.take())
  observer.stop()
  if (vitals.fcp !== undefined && isObservable('layout-shift')) vitals.cls = cls
  const { responseStart } = page ?? {}
  if (responseStart > 0 && responseStart < clock()) vitals.ttfb = since(responseStart)
  return vitals
}
