// @ts-check
// `traceLifecycle: 'static'`: a segment with its spans is one item, for servers that know no containers of spans.
// https://develop.sentry.dev/sdk/telemetry/traces/
import { write } from '../../builtins/json.js'
import { add, filter, map } from '../../builtins/lists.js'
import { attempt, keysOf, warn, weakMap } from '../../builtins/originals.js'
import { randomId } from '../../builtins/random_id.js'
import { isArray, isObject } from '../../builtins/types.js'
import {
  BEFORE_SEND,
  BUFFER_OVERFLOW,
  CALLBACK_ERROR,
  EVENT_PROCESSOR,
  IGNORED,
} from '../../core/discard_reasons.js'
import { SDK } from '../../last_resort/brief_event.js'
import { runHooks } from '../../report/hooks.js'
import { typed, withoutSecret } from './attributes.js'
import { withoutIgnored } from './without_ignored.js'

/** @typedef {import('../../tracing/notes.js').Note} Note */

/** Most spans of a transaction: Relay's. Most segments that are open, for pages that never end theirs. */
const MAX_SPANS = 1000
const MAX_OPEN = 20

/** Measurements, and the attributes that say them where these are called otherwise. */
const MEASUREMENTS = [
  ['fcp'],
  ['fp'],
  ['ttfb'],
  ['ttfb.requestTime', 'browser.web_vital.ttfb.request_time'],
  ['lcp'],
  ['cls'],
  ['connection.rtt', 'network.connection.rtt'],
]

/** Plain values alone. @param {Record<string, unknown>} attributes */
const dataOf = (attributes) => {
  /** @type {Record<string, any>} */
  const data = {}
  map(keysOf(attributes), (key) => {
    const value = typed(withoutSecret(key, attributes[key]))?.value
    if (value !== undefined) data[key] = value
  })
  return data
}

/** A span as a transaction has it. @param {Note} note */
export const spanJson = (note) => {
  const { op, origin, status = 'ok', start, end = start } = note
  return {
    trace_id: note.traceId,
    span_id: note.spanId,
    parent_span_id: note.parentSpanId,
    op,
    origin,
    description: note.name,
    status,
    start_timestamp: start / 1000,
    timestamp: end / 1000,
    data: dataOf({ 'sentry.op': op, 'sentry.origin': origin, ...note.attributes }),
  }
}

/** A span as the page's function `beforeSendSpan` has changed it; it cannot drop the span. @param {Note} note @param {any} change */
const changedJson = (note, change) => {
  const json = spanJson(note)
  const answer = change && attempt(() => change(json))
  return isObject(answer) && !(/** @type {any} */ (answer).then) ? { ...json, ...answer } : json
}

/**
 * The event of a segment and its spans.
 * @param {Note} note
 * @param {Note[]} children
 * @param {{ release?: string, environment?: string, dist?: string, beforeSendSpan?: any }} options
 * @param {{ user?: unknown, tags?: unknown }} scope
 */
export const transactionOf = (note, children, options, scope) => {
  const { release, environment = 'production', dist, beforeSendSpan } = options
  const { attributes, source = 'custom' } = note
  /** @type {Record<string, { value: unknown, unit: string }>} */
  const measurements = {}
  map(MEASUREMENTS, ([name = '', attribute = `browser.web_vital.${name}.value`]) => {
    const value = attributes[attribute]
    if (typeof value === 'number') measurements[name] = { value, unit: name === 'cls' ? '' : 'millisecond' }
  })
  const { description, start_timestamp, timestamp, ...trace } = changedJson(note, beforeSendSpan)
  return {
    type: 'transaction',
    event_id: randomId(),
    platform: 'javascript',
    transaction: description,
    transaction_info: { source },
    start_timestamp,
    timestamp,
    release,
    environment,
    dist,
    sdk: SDK,
    request: {
      url: attributes['url.full'],
      headers: { 'User-Agent': attributes['user_agent.original'] },
    },
    user: scope.user,
    tags: scope.tags,
    contexts: { trace },
    measurements,
    spans: map(children, (child) => changedJson(child, beforeSendSpan)),
  }
}

/** The event processors that a transaction goes through. @param {any} client @param {{ eventProcessors?: Function[] }} scope */
const hooksOf = (client, { eventProcessors = [] }) => {
  const ofIntegrations = filter(client?.integrations ?? [], ({ processEvent }) => processEvent)
  return [
    ...map(
      ofIntegrations,
      (integration) => (/** @type {any} */ event, /** @type {any} */ hint) =>
        integration.processEvent(event, hint, client),
    ),
    ...eventProcessors,
  ]
}

/**
 * Collects the spans of open segments.
 * @param {Record<string, any>} options of the client
 * @param {{
 *   scope: () => { eventProcessors?: Function[] }, samplingContext: (note: Note) => object, countLoss: (reason: number, count: number, type?: string) => void, client?: any,
 *   send: (item: import('../../send/item.js').Item) => void,
 * }} page
 */
export const transactions = (options, { scope, samplingContext, countLoss, client, send }) => {
  /** The children of segments that have not ended, the oldest first. @type {{ id: string, children: Note[] }[]} */
  let open = []
  /** Segments that have gone. */
  const gone = weakMap()

  /** @param {string} id */
  const take = (id) => {
    const [found] = filter(open, (one) => one.id === id)
    open = filter(open, (one) => one !== found)
    return found?.children ?? []
  }

  /** @param {Note} note */
  const sendSegment = (note) => {
    const wanted = withoutIgnored([note, ...take(note.spanId)], options.ignoreSpans, (count) =>
      countLoss(IGNORED, count),
    )
    if (wanted[0] !== note) return
    const current = scope()
    const hooks = hooksOf(client, current)
    const drop = (/** @type {number} */ reason) => {
      countLoss(reason, 1, 'transaction')
      countLoss(reason, wanted.length)
    }
    const event = transactionOf(note, wanted.slice(1), options, current)
    runHooks(
      event,
      options.beforeSendTransaction ? [...hooks, options.beforeSendTransaction] : hooks,
      { event_id: event.event_id },
      (event) => {
        const payload = isArray(event) ? undefined : attempt(() => write(event))
        if (!payload) return drop(CALLBACK_ERROR)
        send({ type: 'transaction', payload, eventId: event.event_id, trace: samplingContext(note) })
      },
      (at, error) => {
        if (error) warn(' beforeSendTransaction', error)
        drop(error ? CALLBACK_ERROR : at < hooks.length ? EVENT_PROCESSOR : BEFORE_SEND)
      },
    )
  }

  return {
    /** @param {Note} note */
    add(note) {
      const { segment } = note
      if (segment === note) {
        gone.set(note, true)
        return sendSegment(note)
      }
      if (gone.has(segment)) return countLoss(BUFFER_OVERFLOW, 1)
      let [entry] = filter(open, ({ id }) => id === segment.spanId)
      if (!entry) {
        entry = { id: segment.spanId, children: [] }
        add(open, entry)
        const [oldest] = open
        if (oldest && open.length > MAX_OPEN) countLoss(BUFFER_OVERFLOW, take(oldest.id).length)
      }
      if (entry.children.length < MAX_SPANS) add(entry.children, note)
      else countLoss(BUFFER_OVERFLOW, 1)
    },
  }
}
