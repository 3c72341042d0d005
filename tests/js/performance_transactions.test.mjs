// @ts-check
// Segments of the static lifecycle, as transactions.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { transactions } from '../../js/on_demand/performance/transactions.js'
import { wholeItem } from '../../js/send/envelope.js'
import { envelopeFaults, parseEnvelope } from '../e2e/relay_checks.mjs'
import { noteOf } from './performance_notes.mjs'

/** What `transactions` sends, and how many spans it counts as lost. @param {any} [options] */
const collected = (options = {}) => {
  /** @type {any[]} */
  const events = []
  let lost = 0
  const ofSegments = transactions(options, {
    scope: () => ({ user: { id: 'u' } }),
    samplingContext: (note) => ({ trace_id: note.traceId, public_key: 'k' }),
    countLoss: (_, count) => {
      lost += count
    },
    send({ trace, eventId: event_id, ...item }) {
      const header = JSON.stringify({ event_id, trace, sent_at: new Date().toISOString() })
      const envelope = parseEnvelope(`${header}\n${wholeItem(/** @type {any} */ (item), 1)}`)
      assert.deepEqual(envelopeFaults(envelope), [])
      events.push(envelope.items[0]?.payload)
    },
  })
  return { ofSegments, events, lost: () => lost }
}

test('a static segment is a transaction with its spans and measurements', () => {
  const { ofSegments, events, lost } = collected({ release: '1.0' })
  const segment = noteOf({
    name: '/cart',
    op: 'pageload',
    source: 'url',
    attributes: {
      'browser.web_vital.fcp.value': 120.5,
      'browser.web_vital.cls.value': 0,
      'url.full': 'https://a.test/cart',
    },
  })
  ofSegments.add(noteOf({ name: 'GET a.test', status: 'not_found' }, segment))
  ofSegments.add(segment)
  ofSegments.add(noteOf({}, segment))
  const [event] = events
  assert.equal(events.length, 1)
  assert.equal(lost(), 1)
  assert.deepEqual(event.measurements, {
    fcp: { value: 120.5, unit: 'millisecond' },
    cls: { value: 0, unit: '' },
  })
  assert.deepEqual(
    [event.transaction, event.transaction_info, event.release, event.user],
    ['/cart', { source: 'url' }, '1.0', { id: 'u' }],
  )
  assert.deepEqual(
    event.spans.map((/** @type {any} */ span) => [span.description, span.status, span.parent_span_id]),
    [['GET a.test', 'not_found', segment.spanId]],
  )
  assert.equal(event.contexts.trace.op, 'pageload')
})

test('a transaction has its spans as the page’s options want them', () => {
  const { ofSegments, events, lost } = collected({
    ignoreSpans: ['noise'],
    beforeSendSpan: (/** @type {any} */ span) => ({ ...span, description: span.description.toUpperCase() }),
  })
  const segment = noteOf({ name: '/cart', op: 'pageload', source: 'url' })
  const noise = noteOf({ name: 'noise' }, segment)
  ofSegments.add(noise)
  ofSegments.add(noteOf({ name: 'inner', parentSpanId: noise.spanId }, segment))
  ofSegments.add(segment)
  assert.equal(events[0].transaction, '/CART')
  assert.deepEqual(
    events[0].spans.map((/** @type {any} */ span) => [span.description, span.parent_span_id]),
    [['INNER', segment.spanId]],
  )
  assert.equal(lost(), 1)
})

test('transactions are bounded in spans and in segments that never end', () => {
  const { ofSegments, events, lost } = collected({ ignoreSpans: ['noise'] })
  const segment = noteOf({ op: 'pageload' })
  for (let at = 0; at < 1001; at++) ofSegments.add(noteOf({}, segment))
  ofSegments.add(segment)
  assert.equal(events[0].spans.length, 1000)
  assert.equal(lost(), 1)
  for (let at = 0; at < 25; at++) ofSegments.add(noteOf({}, noteOf()))
  assert.equal(lost(), 6)
  ofSegments.add(noteOf({ name: 'noise' }))
  assert.deepEqual([events.length, lost()], [1, 7])
})

test('beforeSendTransaction may change or drop it', () => {
  const { ofSegments, events } = collected({
    beforeSendTransaction: (/** @type {any} */ event) =>
      event.transaction === 'drop' ? null : { ...event, transaction: 'changed' },
  })
  ofSegments.add(noteOf({ op: 'pageload', name: 'drop' }))
  ofSegments.add(noteOf({ op: 'pageload', name: 'keep' }))
  assert.deepEqual(
    events.map(({ transaction }) => transaction),
    ['changed'],
  )
})
