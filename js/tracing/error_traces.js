// @ts-check
// Errors name the trace and the span that they happened in.
import { publicApi } from '../api/public_api.js'
import { weakMap } from '../builtins/originals.js'
import { isObject } from '../builtins/types.js'
import { getCurrentScope } from '../scope/current_scopes.js'
import { samplingContext } from './sampling_context.js'
import { getActiveSpan, traceOf } from './trace_state.js'

/** The span that an error has escaped from: it is captured when the span is over. */
const escaped = weakMap()

/** @param {unknown} error @param {import('./span.js').Span} span */
export const noteEscape = (error, span) => {
  if (isObject(error) && !escaped.has(error)) escaped.set(error, span)
}

/** @param {any} captured */
const addTrace = (captured) => {
  const scope = captured.current ?? getCurrentScope()
  const trace = traceOf(scope)
  const active = getActiveSpan(scope)
  const span = isObject(captured.thrown) ? (escaped.get(captured.thrown) ?? active) : active
  const { traceId, spanId, parentSpanId, segment } = span?.note ?? {
    ...trace,
    spanId: trace.propagationSpanId,
  }
  captured.trace = { trace_id: traceId, span_id: spanId, parent_span_id: parentSpanId }
  captured.samplingContext = samplingContext(options(), trace, segment)
}

/** The options of the page's client, whose errors get traces from now on. @returns {Record<string, any> | undefined} */
export const options = () => {
  /** @type {any} */
  const client = publicApi.getClient()
  if (client && !client.hasTraces) {
    client.hasTraces = true
    client.on('beforeCapture', addTrace)
  }
  return client?.options
}
