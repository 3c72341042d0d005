// @ts-check
// Notes of spans as they are sent: https://develop.sentry.dev/sdk/telemetry/spans/span-protocol/
import { filter, joined, map } from '../../builtins/lists.js'
import { attempt } from '../../builtins/originals.js'
import { attributesText } from './attributes.js'

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

/** Servers refuse a link without ids. @param {any} link */
const isLink = (link) =>
  attempt(() => typeof link.context.traceId === 'string' && typeof link.context.spanId === 'string')

/** @param {any} link */
const linkOf = ({ context, attributes }) => ({
  trace_id: context.traceId,
  span_id: context.spanId,
  sampled: Boolean((context.traceFlags ?? 0) & 1),
  attributes,
})

/** The attributes that a note does not have as such, in Sentry's words. @param {Note} note @returns {Record<string, unknown>} */
const ownAttributes = ({ op, origin, segment, status }) => ({
  'sentry.op': op,
  'sentry.origin': origin,
  'sentry.segment.id': segment.spanId,
  'sentry.segment.name': segment.name,
  'sentry.status.message': isFine(status) || status === 'error' ? undefined : status,
})

/** The members of a span but its attributes. @param {Note} note */
const membersOf = (note) => {
  const { traceId, spanId, parentSpanId, name, start, end = start, status, segment, links } = note
  return {
    trace_id: traceId,
    span_id: spanId,
    parent_span_id: parentSpanId,
    name: `${name}`.slice(0, MAX_NAME),
    start_timestamp: start / 1000,
    end_timestamp: end / 1000,
    status: /** @type {'error' | 'ok'} */ (isFine(status) ? 'ok' : 'error'),
    is_segment: segment === note,
    links: links && map(filter(links.slice(0, MAX_LINKS), isLink), linkOf),
  }
}

/**
 * A span as `beforeSendSpan` gets it: in Sentry's words, with plain attributes.
 * @param {Note} note
 * @param {Record<string, unknown>} common attributes that all spans of the page have
 */
export const streamedSpan = (note, common) => ({
  ...membersOf(note),
  /** @type {Record<string, unknown>} */
  attributes: { ...common, ...ownAttributes(note), ...note.attributes },
})

/** @typedef {import('./attributes.js').Json} Json */

/**
 * @param {Json} json
 * @param {ReturnType<typeof membersOf>} span
 * @param {string} attributes JSON
 */
const textOf = (json, span, attributes) => {
  const {
    trace_id,
    span_id,
    parent_span_id,
    name,
    start_timestamp,
    end_timestamp,
    status,
    is_segment,
    links,
  } = span
  const parent = parent_span_id ? `,"parent_span_id":${json(parent_span_id)}` : ''
  const list = map(
    links ?? [],
    ({ attributes, ...link }) =>
      `${json(link)?.slice(0, -1)},"attributes":${attributesText(json, attributes ?? {})}}`,
  )
  return `{"trace_id":${json(trace_id)},"span_id":${json(span_id)}${parent},"name":${json(name)},"start_timestamp":${+start_timestamp},"end_timestamp":${+end_timestamp},"status":"${status === 'error' ? status : 'ok'}","is_segment":${Boolean(is_segment)},"attributes":${attributes}${list[0] ? `,"links":[${joined(list, ',')}]` : ''}}`
}

/** The JSON of a span that the page's function has seen. @param {Json} json @param {ReturnType<typeof streamedSpan>} span */
export const spanText = (json, span) => textOf(json, span, attributesText(json, span.attributes))

/** The JSON of a span. @param {Json} json @param {Note} note @param {Record<string, unknown>} common */
export const noteText = (json, note, common) =>
  textOf(json, membersOf(note), attributesText(json, note.attributes, ownAttributes(note), common))
