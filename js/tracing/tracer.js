// @ts-check
// The interface between the spans of the page and the performance stage, which sends them.
import { randomId } from '../builtins/random_id.js'
import { Scope } from '../scope/scope.js'
import { clock } from './clock.js'
import { options } from './error_traces.js'
import { notify, onEnd, onStart, takeLosses } from './notes.js'
import { hasSpans } from './sampling.js'
import { samplingContext } from './sampling_context.js'
import { OP, ORIGIN, SOURCE } from './span.js'
import { startInactiveSpan } from './spans.js'
import { getRootSpan, setRootSpan, traceOf } from './trace_state.js'

/** @typedef {import('./notes.js').Note} Note */

/** How long a trace counts as the one before, in ms: Sentry's. */
const PREVIOUS_TRACE = 3_600_000

/** The segment before the active one. @type {Note | undefined} */
let previous

/** A link to the trace before. @param {string} traceId @param {Note | undefined} before */
const linksTo = (traceId, before) =>
  before && before.traceId !== traceId && clock() - before.start <= PREVIOUS_TRACE
    ? [
        {
          context: { traceId: before.traceId, spanId: before.spanId, traceFlags: Number(before.isSampled) },
          attributes: { 'sentry.link.type': 'previous_trace' },
        },
      ]
    : undefined

export const tracer = {
  /**
   * Starts the active root span of the page, in the trace of the page, and ends the one before. Without the options for
   * spans it is not the active one: others decide then whether the trace is sampled.
   * @param {{ name: string, op?: string, origin?: string, source?: string, startTime?: any, attributes?: object, links?: any[] }} segment
   */
  startSegment({ op, origin, source, attributes, ...others }) {
    const before = getRootSpan()
    if (before) before.setAttribute('sentry.idle_span_finish_reason', 'cancelled').end()
    // Not the current scope: it may have a trace of its own.
    const scope = new Scope()
    const { traceId } = traceOf(scope)
    const span = startInactiveSpan({
      links: linksTo(traceId, previous),
      ...others,
      scope,
      parentSpan: null,
      attributes: { [OP]: op, [ORIGIN]: origin, [SOURCE]: source, ...attributes },
    })
    previous = span.note
    if (hasSpans(options() ?? {})) setRootSpan(span)
    return span
  },

  /** The note of the active root span, until it ends. @returns {Note | undefined} */
  activeSegment: () => getRootSpan()?.note,

  /** Ends the active root span. @param {number} time in ms since 1970 @param {string} reason Sentry's word for it */
  endSegment(time, reason) {
    const span = getRootSpan()
    setRootSpan(undefined)
    span?.setAttribute('sentry.idle_span_finish_reason', reason).end(time)
  },

  onStart,
  onEnd,

  /**
   * Adds a finished child of a segment, by default of the active one; undefined without one.
   * @param {Partial<Note> & { name: string, start: number, end: number }} fields
   * @returns {Note | undefined}
   */
  note(fields) {
    const { segment = this.activeSegment() } = fields
    if (!segment) return
    const { traceId, spanId: parentSpanId, isSampled, sampleRate, sampleRand, dsc } = segment
    const note = {
      traceId,
      spanId: randomId().slice(16),
      parentSpanId,
      isSampled,
      sampleRate,
      sampleRand,
      dsc,
      origin: 'manual',
      attributes: {},
      ...fields,
      segment,
    }
    if (isSampled) notify('end', note)
    return note
  },

  /** The sampling context of a note's trace, for the header of its envelope. @param {Note} note */
  samplingContext: ({ segment }) => samplingContext(options() ?? {}, traceOf(new Scope()), segment),

  /** The spans lost since the last call, by Sentry's words for the reason. */
  takeLosses,
}
