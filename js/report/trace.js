// @ts-check
import { draw } from '../builtins/originals.js'
import { randomId } from '../builtins/random_id.js'

/** The trace of this page view; Sentry groups events by it even without tracing. */
const trace = { trace_id: '', span_id: '' }

/** The random number of that trace, by which other services decide as this page. */
let sampleRand = ''

export const pageTrace = () => {
  trace.trace_id ||= randomId()
  trace.span_id ||= randomId().slice(16)
  return trace
}

/**
 * Sentry's dynamic sampling context of an event; undefined without a trace.
 * https://develop.sentry.dev/sdk/foundations/trace-propagation/dynamic-sampling-context/
 * @param {any} event
 */
export const samplingContext = ({ contexts, release, environment }) => {
  const trace_id = contexts?.trace?.trace_id
  sampleRand ||= draw().toFixed(6)
  // An app in wasm has traces of its own.
  const sample_rand = trace_id === trace.trace_id ? sampleRand : undefined
  return trace_id && { trace_id, release, environment, sample_rand }
}
