// @ts-check
// What Sentry's Relay asks of envelopes with spans and transactions, as far as its documents and sources say:
// https://develop.sentry.dev/sdk/telemetry/spans/span-protocol/
// https://develop.sentry.dev/sdk/foundations/trace-propagation/dynamic-sampling-context/
// https://develop.sentry.dev/sdk/foundations/transport/event-payloads/transaction/

/** Relay's limits. https://github.com/getsentry/relay/blob/master/relay-config/src/config.rs */
const MAX_SPANS = 1000
const MAX_ENVELOPE = 20 * 1024 * 1024
const MAX_CONTAINER = 1024 * 1024

/** Relay drops what is older, or of the future, in s. */
const MAX_AGE = 7 * 86_400
const MAX_AHEAD = 60

const CONTENT_TYPE = 'application/vnd.sentry.items.span.v2+json'

const isHex = (/** @type {unknown} */ value, /** @type {number} */ length) =>
  typeof value === 'string' && value.length === length && /^[0-9a-f]+$/.test(value) && !/^0+$/.test(value)

/** @type {Record<string, (value: any) => boolean>} */
const TYPES = {
  string: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  integer: (value) => Number.isInteger(value),
  double: (value) => typeof value === 'number',
  array: (value) => Array.isArray(value) && new Set(value.map((item) => typeof item)).size <= 1,
}

/**
 * The lines of an envelope.
 * @param {string} text
 * @returns {{ header: any, items: { header: any, payload: any, size: number }[], size: number }}
 */
export function parseEnvelope(text) {
  const [first = '', ...lines] = text.split('\n')
  const items = []
  for (let at = 0; at + 1 < lines.length; at += 2) {
    if (!lines[at]) break
    const payload = lines[at + 1] ?? ''
    items.push({ header: JSON.parse(lines[at] ?? ''), payload: JSON.parse(payload), size: payload.length })
  }
  return { header: JSON.parse(first), items, size: text.length }
}

/** @param {any} attributes @param {string} where @returns {string[]} */
function attributeFaults(attributes, where) {
  if (typeof attributes !== 'object' || attributes === null) return [`${where}: no attributes`]
  return Object.entries(attributes).flatMap(([key, attribute]) => {
    const { value, type, unit, ...others } = attribute ?? {}
    return [
      !TYPES[type] && `${where} ${key}: type ${type}`,
      TYPES[type] && !TYPES[type](value) && `${where} ${key}: ${JSON.stringify(value)} is no ${type}`,
      unit !== undefined && typeof unit !== 'string' && `${where} ${key}: unit ${unit}`,
      Object.keys(others).length > 0 && `${where} ${key}: has ${Object.keys(others)}`,
    ].filter((fault) => typeof fault === 'string')
  })
}

/** @param {any} span @param {any} dsc @param {number} now in s @returns {string[]} */
function spanFaults(span, dsc, now) {
  const { name, start_timestamp: start, end_timestamp: end, status, attributes, links = [] } = span
  const where = `span ${name}`
  return [
    typeof name !== 'string' || !name ? `${where}: name` : '',
    isHex(span.trace_id, 32) ? '' : `${where}: trace_id ${span.trace_id}`,
    isHex(span.span_id, 16) ? '' : `${where}: span_id ${span.span_id}`,
    span.parent_span_id === undefined || isHex(span.parent_span_id, 16) ? '' : `${where}: parent_span_id`,
    span.parent_span_id === span.span_id ? `${where}: is its own parent` : '',
    typeof span.is_segment === 'boolean' ? '' : `${where}: is_segment`,
    !span.is_segment && span.parent_span_id === undefined ? `${where}: neither segment nor child` : '',
    span.trace_id === dsc?.trace_id ? '' : `${where}: of another trace than the header`,
    start > now - MAX_AGE && start < now + MAX_AHEAD ? '' : `${where}: start ${start}`,
    end >= start && end < now + MAX_AHEAD ? '' : `${where}: from ${start} to ${end}`,
    status === 'ok' || status === 'error' ? '' : `${where}: status ${status}`,
    isHex(attributes?.['sentry.segment.id']?.value, 16) ? '' : `${where}: sentry.segment.id`,
    ...attributeFaults(attributes, where),
    ...links.flatMap((/** @type {any} */ link) => [
      isHex(link.trace_id, 32) && isHex(link.span_id, 16) ? '' : `${where}: link`,
      ...attributeFaults(link.attributes ?? {}, `${where} link`),
    ]),
  ]
}

/** The sampling context. @param {any} dsc @returns {string[]} */
function contextFaults(dsc) {
  const isShare = (/** @type {unknown} */ text) =>
    text === undefined || (typeof text === 'string' && Number(text) >= 0 && Number(text) <= 1)
  return [
    isHex(dsc?.trace_id, 32) ? '' : 'trace: trace_id',
    /^\w+$/.test(dsc?.public_key ?? '') ? '' : 'trace: public_key',
    isShare(dsc?.sample_rate) ? '' : `trace: sample_rate ${dsc?.sample_rate}`,
    isShare(dsc?.sample_rand) && dsc?.sample_rand !== '1' ? '' : `trace: sample_rand ${dsc?.sample_rand}`,
    [undefined, 'true', 'false'].includes(dsc?.sampled) ? '' : `trace: sampled ${dsc?.sampled}`,
    ...Object.entries(dsc ?? {}).map(([key, value]) =>
      typeof value === 'string' ? '' : `trace: ${key} is no text`,
    ),
  ]
}

/** @param {any} event @param {any} header @param {number} now @returns {string[]} */
function transactionFaults(event, header, now) {
  const { contexts: { trace } = /** @type {any} */ ({}), spans = [], measurements = {} } = event
  const times = (/** @type {any} */ span, /** @type {string} */ where) =>
    span.timestamp >= span.start_timestamp && span.start_timestamp > now - MAX_AGE
      ? ''
      : `${where}: from ${span.start_timestamp} to ${span.timestamp}`
  return [
    event.type === 'transaction' ? '' : 'transaction: type',
    isHex(event.event_id, 32) && event.event_id === header.event_id ? '' : 'transaction: event_id',
    typeof event.transaction === 'string' ? '' : 'transaction: no name',
    ['url', 'route', 'custom', 'view', 'component', 'task'].includes(event.transaction_info?.source)
      ? ''
      : 'transaction: source',
    isHex(trace?.trace_id, 32) && isHex(trace?.span_id, 16) && trace?.op ? '' : 'transaction: contexts.trace',
    trace?.trace_id === header.trace?.trace_id ? '' : 'transaction: of another trace than the header',
    spans.length <= MAX_SPANS ? '' : `transaction: ${spans.length} spans`,
    times(event, 'transaction'),
    ...spans.flatMap((/** @type {any} */ span) => [
      isHex(span.span_id, 16) && isHex(span.parent_span_id, 16) ? '' : `span ${span.description}: ids`,
      span.trace_id === trace?.trace_id ? '' : `span ${span.description}: trace_id`,
      times(span, `span ${span.description}`),
    ]),
    ...Object.entries(measurements).map(([name, { value, unit }]) =>
      Number.isFinite(value) && typeof unit === 'string' ? '' : `measurement ${name}`,
    ),
  ]
}

/**
 * What Relay would not take of an envelope with spans or a transaction; nothing is wrong with an empty list.
 * @param {ReturnType<typeof parseEnvelope>} envelope
 * @param {number} [now] in s
 * @returns {string[]}
 */
export function envelopeFaults({ header, items, size }, now = Date.now() / 1000) {
  const containers = items.filter(({ header }) => header.type === 'span')
  const transactions = items.filter(({ header }) => header.type === 'transaction')
  const others = items.filter(({ header }) => !['span', 'transaction', 'client_report'].includes(header.type))
  const faults = [
    size <= MAX_ENVELOPE ? '' : `${size} bytes`,
    containers.length <= 1 ? '' : `${containers.length} containers in one envelope`,
    transactions.length <= 1 ? '' : `${transactions.length} transactions in one envelope`,
    (containers.length || transactions.length) && others.length ? 'spans beside other types' : '',
    Number.isNaN(Date.parse(header.sent_at)) ? `sent_at ${header.sent_at}` : '',
    ...(containers.length + transactions.length ? contextFaults(header.trace) : []),
    ...containers.flatMap(({ header: item, payload, size }) => [
      size <= MAX_CONTAINER ? '' : `container of ${size} bytes`,
      item.content_type === CONTENT_TYPE ? '' : `content_type ${item.content_type}`,
      item.item_count === payload.items?.length ? '' : `item_count ${item.item_count}`,
      payload.items?.length > 0 && payload.items.length <= MAX_SPANS ? '' : 'number of spans',
      payload.version === 2 ? '' : `version ${payload.version}`,
      ['auto', 'never'].includes(payload.ingest_settings?.infer_ip) ? '' : 'infer_ip',
      ['auto', 'never'].includes(payload.ingest_settings?.infer_user_agent) ? '' : 'infer_user_agent',
      ...(payload.items ?? []).flatMap((/** @type {any} */ span) => spanFaults(span, header.trace, now)),
    ]),
    ...transactions.flatMap(({ payload }) => transactionFaults(payload, header, now)),
  ]
  return faults.filter(Boolean)
}
