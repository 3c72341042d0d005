// @ts-check
// What the npm package exports for tracing. A page pays for it only where it imports some of it.
import { loadPerformance } from './load_performance.js'
import { browserTracing } from './tracing/browser_tracing.js'
import { startBrowserTracingNavigationSpan } from './tracing/page_segments.js'
import { tracer } from './tracing/tracer.js'
import { webVitals } from './tracing/web_vitals.js'

/** Traces the page: its load, its navigations and its requests. */
export const browserTracingIntegration = /* @__PURE__ */ browserTracing(async (client, options, failures) => {
  const { startPerformance } = await loadPerformance(failures)
  return startPerformance(client, { tracer, startNavigation: startBrowserTracingNavigationSpan }, options)
})

/** Sends the web vitals alone; with `browserTracingIntegration` they come anyway. */
export const webVitalsIntegration = /* @__PURE__ */ webVitals(async (client, pageView, options) => {
  const { startVitalsAlone } = await loadPerformance()
  return startVitalsAlone(client, { tracer, pageView }, options)
})

export {
  reportPageLoaded,
  startBrowserTracingNavigationSpan,
  startBrowserTracingPageLoadSpan,
} from './tracing/page_segments.js'
export { setHttpStatus, updateSpanName } from './tracing/span.js'
export { startInactiveSpan, startSpan, startSpanManual } from './tracing/spans.js'
export { getTraceData, spanToBaggageHeader, spanToTraceHeader } from './tracing/trace_headers.js'
export {
  continueTrace,
  getActiveSpan,
  startNewTrace,
  suppressTracing,
  withActiveSpan,
} from './tracing/trace_state.js'
