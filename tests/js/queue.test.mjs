// @ts-check
// Payloads wait in the queue; the core decides when they go.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connect } from '../../js/core/connection.js'
import { QUEUE_OVERFLOW } from '../../js/core/discard_reasons.js'
import { COUNT_LOSS, DEQUEUE, ENQUEUE, INIT, NOTE_RESPONSE, TAKE_LOSSES } from '../../js/core/operations.js'
import { sendQueue } from '../../js/send/queue.js'

/** A core that answers from a table, and notes its calls. @param {Record<number, (text: string) => string>} answers */
const fakeCore = (answers) => {
  /** @type {[number, string][]} */
  const calls = []
  return {
    calls,
    /** @type {import('../../js/core/core.js').Call} */
    call(operation, text) {
      calls.push([operation, text])
      return answers[operation]?.(text) ?? ''
    },
  }
}

/** @param {() => Promise<import('../../js/core/core.js').Call>} load */
const started = async (load) => {
  /** @type {import('../../js/send/queue.js').Outgoing[]} */
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
  queue = sendQueue(core, undefined, async (envelope) => {
    posted.push(envelope)
    return { status: 200, headers: [null, '7'] }
  })
  const items = () => posted.map(({ text }) => text.split('\n').slice(1).join('\n'))
  return { core, queue, posted, items, readyCount: () => readyCount }
}

test('a payload never reaches the core, which is told its type alone', async () => {
  let waiting = 0
  const { calls, call } = fakeCore({
    [ENQUEUE]: () => {
      waiting++
      return '0'
    },
    [DEQUEUE]: () => (waiting > 0 && waiting-- ? '+' : ''),
  })
  const { core, queue, posted, items, readyCount } = await started(async () => call)
  await core.opened
  assert.ok(core.isReady())
  assert.equal(readyCount(), 1)
  queue.enqueue({ type: 'event', payload: '{"secret":1}', eventId: 'a' }, false)
  assert.ok(await queue.flush(1000, () => {}))
  assert.deepEqual(items(), ['{"type":"event"}\n{"secret":1}\n'])
  assert.equal(posted[0]?.eventId, 'a')
  assert.ok(!JSON.stringify(calls).includes('secret'))
  assert.deepEqual(
    calls.filter(([operation]) => operation === NOTE_RESPONSE),
    [[NOTE_RESPONSE, '\x1f7\x1fevent']],
  )
})

test('an item that the core refuses or drops is not sent, and the next one is', async () => {
  const answers = ['-', '+', '']
  const { call } = fakeCore({
    [ENQUEUE]: (type) => (type === 'session' ? '!' : '9000'),
    [DEQUEUE]: () => answers.shift() ?? '',
  })
  const { core, queue, items } = await started(async () => call)
  await core.opened
  for (const type of ['event', 'session', 'transaction']) queue.enqueue({ type, payload: `"${type}"` }, false)
  queue.drain()
  assert.deepEqual(items(), ['{"type":"transaction"}\n"transaction"\n'])
})

test('losses go with the next envelope, or alone when the page is left', async () => {
  let losses = 'queue_overflow\x1ferror\x1f3\x1fbefore_send\x1ferror\x1f1\x1f'
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
  assert.deepEqual(calls.at(-1), [COUNT_LOSS, `${QUEUE_OVERFLOW}\x1fevent`])
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
  queue.enqueue({ type: 'event', payload: '1' }, false)
  queue.enqueue({ type: 'event', payload: '2' }, false)
  isDead = true
  queue.drain()
  assert.deepEqual(items(), ['{"type":"event"}\n1\n', '{"type":"event"}\n2\n'])
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
  assert.deepEqual(calls, [[INIT, 'flags']], 'the core takes over')
})
