// @ts-check
import { afterLoad, attempt, listen, timer, warn } from '../builtins/originals.js'
import { isPageHidden } from '../builtins/page_hidden.js'
import { onNavigation } from '../observe/instrument/history.js'
import { all } from '../observe/instrument/wrap.js'
import { briefSpans } from './brief_spans.js'
import { clock, pageStart } from './clock.js'
import { earlyVitals } from './early_vitals.js'
import { pageOptions } from './error_traces.js'
import { isUnheard } from './notes.js'
import { noteNavigation, notePageLoad } from './page_segments.js'
import { traceRequests } from './requests.js'
import { page } from './trace_state.js'
import { tracer } from './tracer.js'

/** Pause before a load of the stage that has failed is tried again, in ms; it doubles with each failure. */
const RETRY = 5000

/**
 * Sends the active segment in brief, if the page is left before the performance stage is there.
 * @param {any} client
 */
const sendBrief = ({ options, sendItem }) => {
  const { span } = page
  if (!span?.note.isSampled || !isUnheard()) return
  const { note } = span
  const vitals = earlyVitals()
  // Where the stage never comes, the page load would be the whole visit.
  const loaded =
    note === page.load &&
    attempt(() => /** @type {any} */ (performance.getEntriesByType('navigation')[0]).loadEventEnd)
  const end = loaded ? pageStart + loaded : clock()
  sendItem({
    type: 'span',
    payload: briefSpans({ ...note, end }, options, note === page.load ? vitals : {}),
    trace: tracer.samplingContext(note),
    container: { item_count: 1, content_type: 'application/vnd.sentry.items.span.v2+json' },
  })
  // It is sent here, so nobody is told of its end. Later vitals belong to it all the same.
  note.isBrief = true
  note.end = end
  page.span = undefined
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
        // A worker has requests alone.
        if (globalThis.document) afterLoad(start)
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
