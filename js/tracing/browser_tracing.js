// @ts-check
import { afterLoad, attempt, listen, timer, warn } from '../builtins/originals.js'
import { isPageHidden } from '../builtins/page_hidden.js'
import { onNavigation } from '../observe/instrument/history.js'
import { all } from '../observe/instrument/wrap.js'
import { sendBrief } from './brief_spans.js'
import { pageOptions } from './error_traces.js'
import { noteNavigation, notePageLoad } from './page_segments.js'
import { traceRequests } from './requests.js'
import { page } from './trace_state.js'
import { tracer } from './tracer.js'

/** Pause before a load of the stage that has failed is tried again, in ms; it doubles with each failure. */
const RETRY = 5000

/**
 * Browsers hold 250 resources until somebody observes them (https://www.w3.org/TR/resource-timing/#sec-extensions-performance-interface):
 * a page that has more gets room for those of its load. A page that handles the event itself is not disturbed.
 */
const MORE_RESOURCES = 750

const keepResources = () => {
  const { performance } = globalThis
  const grow = () =>
    performance.setResourceTimingBufferSize(performance.getEntriesByType('resource').length + MORE_RESOURCES)
  attempt(() => performance.addEventListener('resourcetimingbufferfull', grow, { once: true }))
}

/**
 * Traces the page: its load, its navigations and its requests.
 * @param {(client: any, options: Record<string, any>, failures: number) => Promise<(() => void) | void>} [startPerformance]
 * fetches and starts the performance stage, which has failed so often, and returns a function that stops it
 * @returns {(options?: Record<string, any>) => import('../integrations.js').Integration}
 */
export const browserTracing =
  (startPerformance) =>
  (options = {}) => ({
    name: 'BrowserTracing',
    options,
    setup(client) {
      let isStopped = false
      let failures = 0
      /** @type {(() => void) | void} */
      let stopPerformance
      const start = async () => {
        try {
          if (!isStopped) stopPerformance = await startPerformance?.(client, options, failures)
          if (isStopped) stopPerformance?.()
        } catch (error) {
          warn(' performance not loaded:', error)
          timer(start, RETRY * 2 ** failures++)
        }
      }
      pageOptions()
      // A page view without a sampled span has nothing to send.
      const stopWaiting = tracer.onStart(() => {
        stopWaiting()
        if (globalThis.document) {
          keepResources()
          afterLoad(start)
          // A worker has no load to wait for. A server that renders sends no spans.
        } else if (globalThis.WorkerGlobalScope) start()
      })
      if (globalThis.document) notePageLoad(options)
      return all([
        stopWaiting,
        traceRequests(client.options, options),
        options.instrumentNavigation !== false && onNavigation({ navigate: noteNavigation }),
        listen('visibilitychange', () => isPageHidden() && attempt(() => sendBrief(client)), true),
        () => {
          isStopped = true
          stopPerformance?.()
          page.span = page.trace = page.load = undefined
        },
      ])
    },
  })
