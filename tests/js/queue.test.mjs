// @ts-check
// Items wait in the queue, and the policy says when they go.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BEFORE_SEND, QUEUE_OVERFLOW } from '../../js/core/discard_reasons.js'
import { started } from './fake_server.mjs'

/** The lines of an envelope without its header. @param {string[]} sent */
const items = (sent) => sent.map((text) => text.split('\n').slice(1).join('\n'))

test('an item is sent alone, complete, and the queue is empty then', async () => {
  const { queue, sent, policy } = await started(() => ({}))
  queue.enqueue({ type: 'event', payload: '{"a":1}', eventId: 'a', key: 'k' }, false)
  assert.ok(!policy.isEmpty())
  assert.ok(await queue.flush(() => {}))
  assert.deepEqual(items(sent()), ['{"type":"event"}\n{"a":1}\n'])
  assert.ok(policy.isEmpty())
})

test('an item that a limit stops, or that repeats one, is not sent, and is settled', async () => {
  const { queue, sent, policy } = await started(() => ({}))
  policy.noteResponse(
    { status: 200, headers: ['60:session', null], roll: 0 },
    [],
    () => 200,
    undefined,
    Date.now(),
  )
  /** @type {unknown[]} */
  const settled = []
  const add = (/** @type {string} */ type, /** @type {string} */ key) =>
    queue.enqueue(
      /** @type {any} */ ({
        type,
        payload: `{"${type}":1}`,
        key,
        settle: (/** @type {boolean} */ isOver) => settled.push(type, isOver),
      }),
      false,
    )
  add('event', 'same')
  add('event', 'same')
  assert.deepEqual(settled, ['event', true], 'it was added to the count of the first')
  add('session', 'other')
  assert.ok(await queue.flush(() => {}))
  assert.deepEqual(items(sent()).slice(0, 1), ['{"type":"event","times_seen":2}\n{"event":1}\n'])
  assert.deepEqual(settled, ['event', true, 'session', true, 'event', true])
})

test('losses go with the next envelope, or alone when the page is left', async () => {
  const { queue, sent } = await started(() => ({}))
  queue.countLoss(QUEUE_OVERFLOW, 'event', 3)
  queue.countLoss(BEFORE_SEND, 'event', 1)
  queue.drain(true)
  queue.drain(true)
  assert.equal(sent().length, 1, 'without losses there is nothing to send')
  const [header = '', report = ''] = items(sent())[0]?.split('\n') ?? []
  assert.equal(header, '{"type":"client_report"}')
  assert.deepEqual(JSON.parse(report).discarded_events, [
    { reason: 'queue_overflow', category: 'error', quantity: 3 },
    { reason: 'before_send', category: 'error', quantity: 1 },
  ])
})
