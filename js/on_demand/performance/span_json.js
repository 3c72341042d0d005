// @ts-check
// Notes of spans as they are sent: https://develop.sentry.dev/sdk/telemetry/spans/span-protocol/
import { map } from '../../builtins/lists.js'
import { addTyped } from './attributes.js'

/** @typedef {import('../../tracing/notes.js').Note} Note */

/** Longest name, in UTF-16 units. */
const MAX_NAME = 500

/** Most links of a span. */
const MAX_LINKS = 100

/** Version and type of a container of spans. */
export const VERSION = 2
export const CONTENT_TYPE = 'application/vnd.sentry.items.span.v2+json'

/** A status of a span that is no error, in Sentry's words. @param {string | undefined} status */
const isFine = (status) => !status || status === 'ok' || status === 'cancelled'

/** @param {any} link */
const linkOf = ({ context = {}, attributes }) => ({
  trace_id: context.traceId,
  span_id: context.spanId,
  sampled: Boolean((context.traceFlags ?? 0) & 1),
  attributes,
})

/**
 * A span as `beforeSendSpan` gets it: in Sentry's words, with plain attributes.
 * @param {Note} note
 * @param {Record<string, unknown>} common attributes that all spans of the page have
 */
export const streamedSpan = (note, common) => {
  const { segment, status, links } = note
  const isError = !isFine(status)
  return {
    trace_id: note.traceId,
    span_id: note.spanId,
    parent_span_id: note.parentSpanId,
    name: `${note.name}`.slice(0, MAX_NAME),
    start_timestamp: note.start / 1000,
    end_timestamp: (note.end ?? note.start) / 1000,
    status: /** @type {'error' | 'ok'} */ (isError ? 'error' : 'ok'),
    is_segment: segment === note,
    /** @type {Record<string, unknown>} */
    attributes: {
      // First: of too many attributes the last are left out.
      ...common,
      'sentry.op': note.op,
      'sentry.origin': note.origin,
      'sentry.segment.id': segment.spanId,
      'sentry.segment.name': segment.name,
      'sentry.status.message': isError && status !== 'error' ? status : undefined,
      ...note.attributes,
    },
    links: links && map(links.slice(0, MAX_LINKS), linkOf),
  }
}

/**
 * The same with types at its attributes.
 * @param {ReturnType<typeof streamedSpan>} span
 * @param {[name: string, attribute: import('./attributes.js').Attribute][]} common attributes that all spans have; their own win
 */
export const serializedSpan = (span, common) => ({
  ...span,
  attributes: addTyped({}, span.attributes, common),
  links: span.links && map(span.links, (link) => ({ ...link, attributes: addTyped({}, link.attributes) })),
})
