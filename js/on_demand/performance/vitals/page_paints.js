// @ts-check
// The paints of a page: First and Largest Contentful Paint.
import { filter, last } from '../../../builtins/lists.js'
import { entriesNamed } from '../../../builtins/performance_timeline.js'
import { cut } from '../../../builtins/types.js'
import { loadStateAt, navigationEntry } from './page_load.js'
import { targetOf } from './target.js'

/** @typedef {import('./vitals_module.js').VitalsModule} VitalsModule */
/** @typedef {import('./watch_page.js').Navigation} Navigation */

/** Longest address of an image, in characters. */
const MAX_URL = 2000

/** @param {VitalsModule} core */
export const pagePaints = (core) => {
  /** @type {{ entry: any, target: string | undefined } | undefined} */
  let candidate
  /** @type {number | undefined} */
  let firstPaint

  const propose = (/** @type {any} */ entry) => {
    const { element, id } = entry
    // The element may be gone from the document, and its id is known still.
    candidate = { entry, target: targetOf(element) || (id && `#${id}`) || undefined }
  }

  /** What was asked for the image, unless it was asked for after the paint. @param {any} entry */
  const resourceOf = ({ url, startTime }) =>
    url && last(filter(entriesNamed(url, 'resource'), (it) => (it.requestStart || it.startTime) <= startTime))

  return {
    restart() {
      candidate = firstPaint = undefined
    },

    /** @param {any} entry `paint`, the one with content */
    first({ startTime }) {
      firstPaint = startTime
      core.fcp_paint(startTime)
    },

    /** @param {any} entry `largest-contentful-paint` */
    largest(entry) {
      if (core.lcp_paint(entry.startTime)) propose(entry)
    },

    /** @param {any} entry `interaction-contentful-paint` */
    ofInteraction({ startTime, interactionId, largestContentfulPaint: paint }) {
      if (core.interaction_paint(startTime, paint?.renderTime || 0, interactionId) && paint) propose(paint)
    },

    /** @param {number} value @param {Navigation} navigation */
    attributeLcp(value, { startTime, isPageLoad, isSoft }) {
      const { entry, target } = candidate ?? {}
      const resource = entry && resourceOf(entry)
      const known = isPageLoad ? navigationEntry() : isSoft
      const isSplit = Boolean(entry && known)
      core.lcp_parts(
        value,
        (isPageLoad && known?.responseStart) || 0,
        isSplit ? startTime : 0,
        resource ? resource.requestStart || resource.startTime : 0,
        isSplit && resource ? resource.responseEnd : -1,
      )
      return {
        target,
        id: entry?.id || undefined,
        url: entry?.url ? cut(entry.url).slice(0, MAX_URL) : undefined,
        size: entry?.size,
        loadTime: entry?.loadTime,
        renderTime: entry?.renderTime,
        timeToFirstByte: isSplit ? core.part(0) : 0,
        resourceLoadDelay: isSplit ? core.part(1) : 0,
        resourceLoadDuration: isSplit ? core.part(2) : 0,
        elementRenderDelay: isSplit ? core.part(3) : value,
      }
    },

    /** @param {number} value @param {Navigation} navigation */
    attributeFcp(value, { startTime, isPageLoad }) {
      const { responseStart = 0 } = (isPageLoad && navigationEntry()) || {}
      core.lcp_parts(value, responseStart, startTime, 0, -1)
      const timeToFirstByte = isPageLoad ? core.part(0) : 0
      return {
        timeToFirstByte,
        firstByteToFCP: value - timeToFirstByte,
        loadState: loadStateAt(core, firstPaint ?? startTime),
      }
    },
  }
}
