// @ts-check
// Before script.js, which copies the public API.
import { publicApi } from './api/public_api.js'
import { assign } from './builtins/originals.js'
import {
  browserTracingIntegration,
  continueTrace,
  getActiveSpan,
  getTraceData,
  reportPageLoaded,
  setHttpStatus,
  spanToBaggageHeader,
  spanToTraceHeader,
  startBrowserTracingNavigationSpan,
  startBrowserTracingPageLoadSpan,
  startInactiveSpan,
  startNewTrace,
  startSpan,
  startSpanManual,
  suppressTracing,
  updateSpanName,
  withActiveSpan,
} from './package_tracing.js'

// Not by `import *`: its object has a getter for each name, which takes 200 bytes.
assign(publicApi, {
  browserTracingIntegration,
  continueTrace,
  getActiveSpan,
  getTraceData,
  reportPageLoaded,
  setHttpStatus,
  spanToBaggageHeader,
  spanToTraceHeader,
  startBrowserTracingNavigationSpan,
  startBrowserTracingPageLoadSpan,
  startInactiveSpan,
  startNewTrace,
  startSpan,
  startSpanManual,
  suppressTracing,
  updateSpanName,
  withActiveSpan,
})
