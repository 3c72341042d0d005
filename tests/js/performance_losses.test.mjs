// @ts-check
// What the page does not want of a transaction, and what is told of spans that are not sent.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { spanLosses } from '../../js/on_demand/performance/span_losses.js'
import { transactions } from '../../js/on_demand/performance/transactions.js'

/** What becomes of a segment with a child. @param {Record<string, any>} options @param {any[]} [integrations] @param {Function[]} [eventProcessors] */
const outcomeOf = async (options, integrations = [], eventProcessors = []) => {
  /** @type {any[]} */
  const sent = []
  /** @type {unknown[]} */
  const lost = []
  const ofSegments = transactions(options, {
    scope: () => ({ eventProcessors }),
    samplingContext: () => ({}),
    countLoss: (reason, count, type = 'span') => lost.push([reason, count, type]),
    client: { integrations },
    send: ({ payload }) => sent.push(JSON.parse(payload)),
  })
  /** @type {any} */
  const segment = { traceId: 't', spanId: 's', name: '/a', start: 1, end: 2, attributes: {} }
  segment.segment = segment
  ofSegments.add({ ...segment, spanId: 'c', segment })
  ofSegments.add(segment)
  await new Promise((done) => setImmediate(done))
  return { names: sent.map(({ transaction }) => transaction), lost }
}

/** @param {number} reason */
const all = (reason) => [
  [reason, 1, 'transaction'],
  [reason, 2, 'span'],
]

test('a transaction goes through event processors and beforeSendTransaction, which may be asynchronous', async () => {
  const rename = (/** @type {string} */ name) => (/** @type {any} */ event) => ({
    ...event,
    transaction: `${event.transaction}${name}`,
  })
  assert.deepEqual(
    await outcomeOf(
      { beforeSendTransaction: async (/** @type {any} */ event) => rename('3')(event) },
      [{ name: 'a', processEvent: rename('1') }, { name: 'b' }],
      [rename('2')],
    ),
    { names: ['/a123'], lost: [] },
  )
})

test('a transaction that the page drops is counted by the reason, with its spans', async () => {
  const nothing = () => null
  const later = async () => null
  const fail = () => {
    throw new Error('no')
  }
  assert.deepEqual(await outcomeOf({ beforeSendTransaction: nothing }), { names: [], lost: all(1) })
  assert.deepEqual(await outcomeOf({ beforeSendTransaction: later }), { names: [], lost: all(1) })
  assert.deepEqual(await outcomeOf({ beforeSendTransaction: fail }), { names: [], lost: all(2) })
  assert.deepEqual(await outcomeOf({}, [], [nothing]), { names: [], lost: all(0) })
})

test('losses wait for a reporter', () => {
  /** @type {import('../../js/recorder/losses.js').Loss[]} */
  let ofTracer = [[2, 'span', 5]]
  const losses = spanLosses({
    takeLosses() {
      const taken = ofTracer
      ofTracer = []
      return taken
    },
  })
  /** @type {unknown[]} */
  const told = []
  const reporter = /** @type {any} */ ({
    countLoss: (/** @type {any[]} */ ...loss) => told.push(loss),
  })
  losses.count(8, 3)
  losses.count(8, 1)
  losses.tell(undefined)
  assert.deepEqual(told, [])
  losses.tell(reporter)
  losses.tell(reporter)
  assert.deepEqual(told, [
    [4, 'span', 8],
    [2, 'span', 5],
  ])
})
