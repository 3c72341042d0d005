// @ts-check
// Errors name the trace and the span that they happened in.
import { publicApi } from '../api/public_api.js'
import { weakMap } from '../builtins/originals.js'
import { isObject } from '../builtins/types.js'
import { getCurrentScope } from '../scope/current_scopes.js'
import { envelopeTrace } from './sampling_context.js'
import { placeOf } from './trace_state.js'

/** The note of the span that an error has escaped from: it is captured when the span is over. */
const escaped = weakMap()

/** @param {unknown} error @param {import('./span.js').Span} span */
export const noteEscape = (error, { note }) => {
  if (isObject(error) && !escaped.has(error)) escaped.set(error, note)
}

/** @param {any} captured */
const addTrace = (captured) => {
  const { current = getCurrentScope(), thrown } = captured
  const place = (isObject(thrown) && escaped.get(thrown)) || placeOf(current)
  const { traceId: trace_id, spanId: span_id, parentSpanId: parent_span_id } = place
  captured.contexts = { trace: { trace_id, span_id, parent_span_id } }
  captured.trace = envelopeTrace(pageOptions(), place)
}

/** The options of the page's client, whose errors get traces from now on. @returns {Record<string, any>} */
export const pageOptions = () => {
  /** @type {any} */
  const client = publicApi.getClient()
  if (client && !client.hasTraces) {
    client.hasTraces = true
    client.on('beforeCapture', addTrace)
  }
  return client?.options ?? {}
}
