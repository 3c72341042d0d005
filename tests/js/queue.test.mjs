// @ts-check
// Payloads wait in the queue; the core decides when they go.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connect } from '../../js/core/connection.js'
import { QUEUE_OVERFLOW } from '../../js/core/discard_reasons.js'
import {
  COUNT_LOSS,
  COUNT_REPEAT,
  DEQUEUE,
  ENQUEUE,
  INIT,
  NOTE_RESPONSE,
  SET_SENDING,
  TAKE_LOSSES,
} from '../../js/core/operations.js'
import { sendQueue } from '../../js/send/queue.js'

/** A core that answers from a table, and notes its calls. @param {Record<number, (text: string) => string>} answers */
const fakeCore = (answers) => {
  /** @type {[number, string, number][]} */
  const calls = []
  return {
    calls,
    /** @type {import('../../js/core/core.js').Call} */
    call(operation, text, _, number) {
      calls.push([operation, text, number])
      return answers[operation]?.(text) ?? ''
    },
  }
}

/** @param {() => Promise<import('../../js/core/core.js').Call>} load */
const started = async (load) => {
  /** @type {any[]} */
  const posted = []
  let readyCount = 0
  /** @type {ReturnType<typeof sendQueue>} */
  let queue
  const core = connect(
    load,
    () => {
      core.run(INIT, 'flags', 0, 1)
      queue.requeue()
    },
    () => readyCount++,
  )
  queue = sendQueue(core, {
    dsn: 'https://k@a.test/1',
    beforePost() {},
    async post(body) {
      posted.push(body)
      return { status: 200, headers: [null, '7'], isBatching: false, text: '{}' }
    },
  })
  const items = () => posted.map((bytes) => new TextDecoder().decode(bytes).split('\n').slice(1).join('\n'))
  return { core, queue, posted, items, readyCount: () => readyCount }
}

test('a payload never reaches the core, which is told its type and size', async () => {
  let isWaiting = false
  const { calls, call } = fakeCore({
    [ENQUEUE]: () => {
      isWaiting = true
      return '0'
    },
    [DEQUEUE]: () => {
      const answer = isWaiting ? '\x1f1\x1f1\x1f' : ''
      isWaiting = false
      return answer
    },
  })
  const { core, queue, items, readyCount } = await started(async () => call)
  await core.opened
  assert.ok(core.isReady())
  assert.equal(readyCount(), 1)
  queue.enqueue({ type: 'event', payload: '{"secret":1}', eventId: 'a', wanted: '+77' }, false)
  assert.ok(await queue.flush(1000, () => {}))
  assert.deepEqual(items(), ['{"type":"event"}\n{"secret":1}\n'])
  assert.ok(!JSON.stringify(calls).includes('secret'))
  const of = (/** @type {number} */ operation) => calls.filter(([it]) => it === operation)
  assert.deepEqual(of(ENQUEUE), [[ENQUEUE, '1\x1fevent\x1f12\x1f1\x1f77', 0]])
  const [[, text = '', status] = []] = of(NOTE_RESPONSE)
  const [limits, retryAfter, isBatch, countsRepeats, roll, ...outcome] = text.split('\x1f')
  assert.deepEqual(
    [limits, retryAfter, isBatch, countsRepeats, outcome, status],
    ['', '7', '', '', ['1', '200'], 200],
  )
  assert.ok(Number(roll) >= 0 && Number(roll) < 1000)
})

test('an item that the core refuses, collapses or drops is not sent, and the next one is', async () => {
  /** @type {string[]} */
  const answers = []
  const { call } = fakeCore({
    [ENQUEUE]: (text) => (text.includes('session') ? '!' : text.includes('feedback') ? '=' : '9000'),
    [DEQUEUE]: () => answers.shift() ?? '',
  })
  const { core, queue, items } = await started(async () => call)
  await core.opened
  for (const type of ['event', 'session', 'feedback', 'transaction'])
    queue.enqueue({ type, payload: `{"${type}":1}` }, false)
  answers.push('9000\x1f1\x1f0\x1f', '\x1f4\x1f1\x1f', '')
  queue.drain()
  assert.deepEqual(items(), ['{"type":"transaction"}\n{"transaction":1}\n'])
})

test('losses go with the next envelope, or alone when the page is left', async () => {
  let losses = '4294967296\x1fqueue_overflow\x1ferror\x1f3\x1fbefore_send\x1ferror\x1f1'
  const { calls, call } = fakeCore({
    [TAKE_LOSSES]: () => {
      const taken = losses
      losses = ''
      return taken
    },
  })
  const { core, queue, items } = await started(async () => call)
  await core.opened
  queue.countLoss(QUEUE_OVERFLOW, 'event', 3)
  assert.deepEqual(calls.at(-1), [COUNT_LOSS, `${QUEUE_OVERFLOW}\x1fevent`, 3])
  queue.countRepeat(5)
  assert.deepEqual(calls.at(-1), [COUNT_REPEAT, '', 5])
  queue.drain(true)
  queue.drain(true)
  assert.equal(items().length, 1, 'without losses there is nothing to send')
  const [header = '', report = ''] = items()[0]?.split('\n') ?? []
  assert.equal(header, '{"type":"client_report"}')
  assert.deepEqual(JSON.parse(report).discarded_events, [
    { reason: 'queue_overflow', category: 'error', quantity: 3 },
    { reason: 'before_send', category: 'error', quantity: 1 },
  ])
})

test('after a trap the fallback gets all that waits', async () => {
  let isDead = false
  const { core, queue, items } = await started(async () => (operation) => {
    if (isDead) throw new WebAssembly.RuntimeError('unreachable')
    return operation === ENQUEUE ? '9000' : ''
  })
  await core.opened
  queue.enqueue({ type: 'event', payload: '{"a":1}' }, false)
  queue.enqueue({ type: 'event', payload: '{"a":2}' }, false)
  isDead = true
  queue.drain()
  assert.deepEqual(items(), ['{"type":"event"}\n{"a":1}\n', '{"type":"event"}\n{"a":2}\n'])
})

test('without the core, or before it, the fallback is ready', async () => {
  const { warn } = console
  console.warn = () => {}
  try {
    const refused = await started(() => Promise.reject(new Error('forbidden')))
    await refused.core.opened
    assert.ok(refused.core.isReady())
  } finally {
    console.warn = warn
  }
  /** @type {(call: import('../../js/core/core.js').Call) => void} */
  let arrive = () => {}
  const early = await started(() => new Promise((done) => (arrive = done)))
  assert.equal(early.core.run(ENQUEUE, 'event'), '', 'nobody is asked yet')
  early.core.useFallback()
  early.core.useFallback()
  assert.equal(early.readyCount(), 1)
  const { calls, call } = fakeCore({ [ENQUEUE]: () => '9000' })
  arrive(call)
  await early.core.opened
  assert.deepEqual(
    calls,
    [
      [INIT, 'flags', 1],
      [SET_SENDING, '', 4],
      [DEQUEUE, '0', 0],
    ],
    'the core takes over',
  )
})
