// @ts-check
// Spans of a page that is left before the performance stage is there, or that never gets it.
import { writeBriefly } from '../builtins/brief_json.js'
import { add, filter, map } from '../builtins/lists.js'
import { attempt, keysOf } from '../builtins/originals.js'
import { isObject, text } from '../builtins/types.js'
import { BUFFER_OVERFLOW, IGNORED } from '../recorder/losses.js'
import { clock, epoch } from './clock.js'
import { earlyVitals } from './early_vitals.js'
import { isIgnored } from './ignore_spans.js'
import { countLoss, isUnheard, takeWaiting } from './notes.js'
import { page } from './trace_state.js'
import { tracer } from './tracer.js'

/** @typedef {import('./notes.js').Note} Note */

/** Most spans: browsers carry 64 KiB of requests when a page is left. */
const MAX_SPANS = 50

/** Names of attributes that do not go without the performance stage, which knows secrets better. */
const SECRET = /auth|token|secret|pass|pwd|key|jwt|bearer|cookie|credential|session/i

/**
 * The container of some spans of a trace.
 * https://develop.sentry.dev/sdk/telemetry/spans/span-protocol/
 * @param {Note[]} notes
 * @param {Record<string, any>} options
 * @param {Record<string, string | number>} vitals those of the page load
 */
export const briefSpans = (notes, { release, environment = 'production', beforeSendSpan }, vitals) =>
  writeBriefly({
    version: 2,
    ingest_settings: { infer_ip: 'never', infer_user_agent: 'auto' },
    items: map(notes, (note) => {
      const { traceId, spanId, parentSpanId, segment, name, start, end = start, status } = note
      const url = note.attributes['url.full']
      /** @type {Record<string, any>} */
      const attributes = {
        'sentry.op': note.op,
        'sentry.origin': note.origin,
        'sentry.segment.id': segment.spanId,
        'sentry.segment.name': segment.name,
        'sentry.release': release,
        'sentry.environment': environment,
        ...(segment === note && { 'sentry.segment.name.source': note.source }),
        ...note.attributes,
        // As a brief event: nobody has looked for secrets in the query. The path of a hash router is a part of the route.
        'url.full':
          typeof url === 'string'
            ? url.replace(/^([^?#]*)(\?[^#]*)?(#!?\/[^?&=#]*)?.*/, '$1$3').replace(/\/\/[^/]*@/, '//')
            : undefined,
      }
      if (note.op === 'pageload')
        map(keysOf(vitals), (name) => {
          attributes[`browser.web_vital.${name}.value`] = vitals[name]
        })
      const span = {
        trace_id: traceId,
        span_id: spanId,
        parent_span_id: parentSpanId,
        name,
        start_timestamp: start / 1000,
        end_timestamp: end / 1000,
        status: status && status !== 'ok' ? 'error' : 'ok',
        is_segment: segment === note,
        attributes,
      }
      const changed = attempt(() => {
        const { name: own, attributes } = beforeSendSpan({ ...span })
        if (isObject(attributes)) return { name: text(own || name), attributes: { ...attributes } }
      })
      const wanted = changed ?? { name, attributes }
      /** @type {Record<string, any>} */
      const typed = {}
      map(keysOf(wanted.attributes), (key) => {
        const value = wanted.attributes[key]
        // An infinite number, which has no JSON, less itself is none.
        const type = typeof value === 'number' && value - value === 0 ? 'double' : typeof value
        // The others need the performance stage.
        if (/^(string|double|boolean)$/.test(type) && !(type === 'string' && SECRET.test(key)))
          typed[key] = { value, type }
      })
      return { ...span, name: wanted.name, attributes: typed }
    }),
  })

/**
 * Ends the active segment, and sends what waits, if the performance stage is not there.
 * @param {any} client
 */
export const sendBrief = ({ options, sendItem }) => {
  if (!isUnheard()) return
  const vitals = earlyVitals()
  const { load, span } = page
  // Where the stage never comes, the page load would be the whole visit.
  const loaded =
    span?.note === load &&
    attempt(() => /** @type {any} */ (performance.getEntriesByType('navigation')[0]).loadEventEnd)
  span?.end(loaded ? epoch(loaded) : clock())
  /** @type {Record<string, Note[]>} */
  const traces = {}
  const notes = takeWaiting()
  // The segments first.
  const ordered = [
    ...filter(notes, (note) => note.segment === note),
    ...filter(notes, (note) => note.segment !== note),
  ]
  let count = 0
  map(ordered, (note) => {
    const { traceId, segment, end = 0 } = note
    // Later vitals belong to it all the same.
    if (note === load) note.isBrief = true
    else if (loaded && segment === load && end > (load?.end ?? 0)) load.end = end
    // Children of an ignored span keep its id: the performance stage alone has the time to give them another parent.
    if (isIgnored(segment, options.ignoreSpans) || isIgnored(note, options.ignoreSpans))
      return countLoss(IGNORED)
    if (count++ >= MAX_SPANS) return countLoss(BUFFER_OVERFLOW)
    traces[traceId] ??= []
    add(/** @type {Note[]} */ (traces[traceId]), note)
  })
  map(keysOf(traces), (id) => {
    const list = traces[id] ?? []
    sendItem({
      type: 'span',
      payload: briefSpans(list, options, vitals),
      trace: tracer.samplingContext(/** @type {Note} */ (list[0])),
      container: { item_count: list.length, content_type: 'application/vnd.sentry.items.span.v2+json' },
    })
  })
}
