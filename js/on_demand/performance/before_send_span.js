// @ts-check
import { filter } from '../../builtins/lists.js'
import { warn } from '../../builtins/originals.js'
import { isArray, isObject, text } from '../../builtins/types.js'

/** @typedef {import('../../tracing/notes.js').Note} Note */

/** @param {unknown} time in s @param {number} ours in ms */
const seconds = (time, ours) => (typeof time === 'number' && time - time === 0 ? time : ours / 1000)

/**
 * A span as the page's function `beforeSendSpan` has changed it, by its answer or in place. The function cannot drop the span,
 * nor move it to another trace, and whatever else it has broken is made whole.
 * @template {{ trace_id: string, span_id: string, attributes?: object }} S
 * @param {Note} note
 * @param {S} span of the note
 * @param {(span: S) => any} change
 * @returns {any}
 */
export const changedSpan = (note, span, change) => {
  const { traceId: trace_id, spanId: span_id, start, end = start, segment } = note
  /** @type {any} */
  let answer
  try {
    answer = change(span)
  } catch (error) {
    warn(' beforeSendSpan', error)
  }
  // A promise is no span.
  const changed = isObject(answer) && !(/** @type {any} */ (answer).then) ? { ...span, ...answer } : span
  const { name, attributes, start_timestamp, end_timestamp, links } = /** @type {any} */ (changed)
  return {
    ...changed,
    trace_id,
    span_id,
    name: text(name || note.name),
    attributes: {
      ...(isObject(attributes) ? attributes : span.attributes),
      'sentry.segment.id': segment.spanId,
    },
    links: isArray(links) ? filter(links, (link) => typeof link?.trace_id === 'string') : undefined,
    start_timestamp: seconds(start_timestamp, start),
    end_timestamp: seconds(end_timestamp, end),
  }
}
