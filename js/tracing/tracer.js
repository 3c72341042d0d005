// @ts-check
// The interface between the spans of the page and the performance stage, which sends them.

import { Scope } from '../scope/scope.js'
import { pageOptions } from './error_traces.js'
import { noteOf, notify, onSpan, takeLosses } from './notes.js'
import { spanIdOf } from './propagation.js'
import { envelopeTrace } from './sampling_context.js'
import { startInactiveSpan } from './spans.js'
import { page, traceOf } from './trace_state.js'

/** @typedef {import('./notes.js').Note} Note */

export const tracer = {
  /**
   * Starts the active root span of the page, in the trace of the page, and ends the one before. Without the options for
   * spans it is not the active one: others decide then whether the trace is sampled.
   * @param {import('./spans.js').SpanOptions} options
   */
  startSegment(options) {
    page.span?.end()
    // Not the current scope: it may have a trace of its own.
    const span = startInactiveSpan({ ...options, scope: new Scope(), parentSpan: null })
    if (traceOf().isDecided) page.span = span
    return span
  },

  /** The note of the active root span, until it ends. @returns {Note | undefined} */
  activeSegment: () => page.span?.note,

  /** The note of the page load, also after its end. @returns {Note | undefined} */
  pageLoad: () => page.load,

  /** Ends the active root span. @param {number} time in ms since 1970 @param {string} reason Sentry's word for it */
  endSegment(time, reason) {
    const { span } = page
    page.span = undefined
    span?.setAttribute('sentry.idle_span_finish_reason', reason).end(time)
  },

  /** Notifies of each sampled span that starts, and at once of those that are open. @param {(note: Note) => void} listener */
  onStart: (listener) => onSpan('start', listener),

  /** Notifies of each sampled span that ends, and at once of those that wait. @param {(note: Note) => void} listener */
  onEnd: (listener) => onSpan('end', listener),

  /**
   * Adds a finished child of a segment, by default of the active one; undefined without one.
   * @param {Partial<Note> & { name: string, start: number, end: number }} fields
   * @returns {Note | undefined}
   */
  note({ segment = page.span?.note, ...fields }) {
    const note = segment && noteOf(segment, segment, { parentSpanId: segment.spanId, ...fields })
    if (note) notify('end', note)
    return note
  },

  newSpanId: spanIdOf,

  /** The sampling context of a note's trace, for the header of its envelope. @param {Note} note */
  samplingContext: (note) => envelopeTrace(pageOptions(), note),

  /** The spans lost since the last call. */
  takeLosses,
}
