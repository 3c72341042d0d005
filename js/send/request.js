// @ts-check
// What is posted: one envelope, or a batch of them.

import { write } from '../builtins/json.js'
import { add, joined, map } from '../builtins/lists.js'
import { attempt, isoOf } from '../builtins/originals.js'
import { randomId } from '../builtins/random_id.js'
import { publicKey } from '../recorder/endpoint.js'
import { batchTables, concat } from './batch.js'
import { reportItem, wholeItem } from './envelope.js'
import { bytesOf, KEEPALIVE_BUDGET } from './transport.js'

/**
 * The first line of an envelope; `dsn` and `sent_at` stand once in a batch.
 * https://develop.sentry.dev/sdk/foundations/envelopes/
 * @param {Partial<import('./item.js').Waiting>} item
 * @param {string | undefined} public_key of the trace, which Sentry calls its dynamic sampling context
 * @param {object} [more]
 */
const envelopeHeader = ({ eventId, trace, header }, public_key, more) =>
  `${write({ event_id: eventId, trace: trace && { public_key, ...trace }, ...header, ...more })}\n`

/**
 * A complete envelope of one item, without its time of sending.
 * @param {import('./item.js').Waiting} item
 * @param {number} times how many equal events it stands for
 * @param {string | undefined} public_key
 */
export const envelopeText = (item, times, public_key) =>
  envelopeHeader(item, public_key, { sent_at: undefined, dsn: undefined }) +
  (item.items ?? wholeItem(item, times))

/**
 * Lets integrations add to an envelope, as attachments. What they add belongs to the item, which may be sent again.
 * @param {import('./item.js').Waiting} item
 * @param {string} text
 * @param {(envelope: import('./item.js').Outgoing) => void} beforePost
 */
const extended = (item, text, beforePost) => {
  /** @type {import('./item.js').Outgoing} */
  const outgoing = { eventId: item.eventId, text }
  beforePost(outgoing)
  if (outgoing.body) item.extra = outgoing.body.subarray(bytesOf(text).length)
  return item.extra ? concat(bytesOf(text), item.extra) : text
}

/**
 * The body of a request: bytes, or a text where it is long or the page has broken the encoder. Nothing without items and losses.
 * @param {import('./waiting.js').Taken[]} taken a single event, or sessions, unless it is a batch
 * @param {object | undefined} losses a report of them
 * @param {boolean} isBatch
 * @param {import('./sender.js').Destination} destination
 * @returns {any}
 */
export const requestBody = (taken, losses, isBatch, { dsn: ownDsn, tunnelledDsn: dsn, beforePost }) => {
  const report = losses ? reportItem(losses) : ''
  const [first] = taken
  const key = publicKey(ownDsn)
  const sent_at = attempt(() => isoOf(new Date()))
  if (!first && !report) return
  if (!isBatch) {
    const item = first?.item ?? {}
    const items = joined(
      map(taken, ({ item, times }) => item.items ?? wholeItem(item, times)),
      '',
    )
    const text = envelopeHeader(item, key, { sent_at, dsn }) + items + report
    const whole = extended(item, text, beforePost)
    // A longer text cannot outlive the page, so its bytes need no count: the browser makes them in half the time.
    return whole.length > KEEPALIVE_BUDGET || typeof whole !== 'string' ? whole : bytesOf(whole)
  }
  const { placeOfMembers, references, body } = batchTables()
  /** @type {object | undefined} the trace of the item before, and the place of the members of its header */
  let trace
  /** @type {number | undefined} */
  let members
  const envelopes = map(taken, ({ item, times }) => {
    const { id, type, alert, payload, header = {}, items, container } = item
    const batch = write(references(item, times))
    if (item.trace !== trace) {
      trace = item.trace
      members = trace && placeOfMembers(write({ trace: { public_key: key, ...trace } }) ?? '{}')
    }
    const text =
      // The server takes the id of the event from that of the envelope.
      `${write(header)}\n` +
      // One that was kept has its count in its own header.
      (items?.replace(/"times_seen":\d+/, (count) => (times > 1 ? `"batch":{${count}}` : count)) ??
        `${container ? write({ type, ...container })?.slice(0, -1) : `{"type":"${type}"${alert ? ',"alert":true' : ''}`}${batch === '{}' ? '' : `,"batch":${batch}`}}\n${payload}\n`)
    return { id, members, body: extended(item, text, beforePost) }
  })
  if (report) add(envelopes, { id: randomId(), body: `{}\n${report}` })
  return body(envelopes, { dsn, sent_at })
}
