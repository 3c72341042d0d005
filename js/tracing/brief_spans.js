// @ts-check
import { writeBriefly } from '../builtins/brief_json.js'
import { includes, map } from '../builtins/lists.js'
import { keysOf } from '../builtins/originals.js'
import { text } from '../builtins/types.js'

const SCALAR = ['string', 'number', 'boolean']

/**
 * The container of a page's segment alone, for a page that is left before the performance stage is there.
 * https://develop.sentry.dev/sdk/telemetry/spans/span-protocol/
 * @param {import('./notes.js').Note} note
 * @param {Record<string, any>} options
 * @param {Record<string, string | number>} vitals
 */
export const briefSpans = (note, { release, environment = 'production' }, vitals) => {
  const { traceId, spanId, parentSpanId, name, op, origin, source, start, end = start, attributes } = note
  const url = attributes['url.full']
  /** @type {Record<string, any>} */
  const typed = {}
  /** @type {Record<string, unknown>} */
  const all = {
    'sentry.op': op,
    'sentry.origin': origin,
    'sentry.segment.name': name,
    'sentry.segment.name.source': source,
    'sentry.release': release,
    'sentry.environment': environment,
    ...attributes,
    // As a brief event: nobody has looked for secrets in the query.
    'url.full':
      url &&
      text(url)
        .replace(/[?#].*/, '')
        .replace(/\/\/[^/]*@/, '//'),
  }
  map(keysOf(vitals), (name) => {
    all[`browser.web_vital.${name}.value`] = vitals[name]
  })
  map(keysOf(all), (key) => {
    const value = all[key]
    const type = typeof value
    if (includes(SCALAR, type)) typed[key] = { value, type: type === 'number' ? 'double' : type }
  })
  return writeBriefly({
    version: 2,
    ingest_settings: { infer_ip: 'never', infer_user_agent: 'auto' },
    items: [
      {
        trace_id: traceId,
        span_id: spanId,
        parent_span_id: parentSpanId,
        name,
        start_timestamp: start / 1000,
        end_timestamp: end / 1000,
        status: 'ok',
        is_segment: true,
        attributes: typed,
      },
    ],
  })
}
