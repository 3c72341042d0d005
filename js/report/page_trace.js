// @ts-check
import { randomId } from '../builtins/random_id.js'

/** @type {{ trace_id: string, span_id: string } | undefined} */
let trace

/** The trace of this page view; Sentry groups events by it even without tracing. */
export const pageTrace = () => {
  trace ??= { trace_id: randomId(), span_id: randomId().slice(16) }
  return trace
}

/**
 * The random number of a trace, by which other services decide as this page: six digits, and never 1. It is made of the
 * trace's id, so the Rust crate has the same one (rust/src/trace/sampling.rs).
 * @param {string} traceId
 */
export const sampleRandOf = (traceId) => (Number(`0x${traceId.slice(0, 5)}`) / 2 ** 20).toFixed(6)
