// @ts-check
// What decides about items, as a table of captures, requests and answers. Times are in ms.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BEFORE_SEND } from '../../js/core/discard_reasons.js'
import { sendPolicy } from '../../js/send/policy.js'
import { ALL, DUE, NOW } from '../../js/send/waiting.js'

const ERROR = ['onerror', 'TypeError', 'x']

/** @param {Parameters<typeof sendPolicy>[0]} [options] */
const page = (options = {}) => {
  const policy = sendPolicy(options)
  /** @type {string[]} */
  let dropped = []
  /** @param {string} id @param {string} type @param {number} now @param {object} [item] */
  const push = (id, type, now, { bytes = 100, isUrgent = false, ...item } = {}) =>
    policy.push({ id, type, payload: '', ...item }, bytes, isUrgent, now)
  /** Captures an error; whether its event waits under the id. @param {string} id @param {number} now @param {string[]} [captured] */
  const capture = (id, now, captured = ERROR, { hasDedupe = true, roll = 0.5 } = {}) => {
    const [mechanism = '', type = '', value = ''] = captured
    const key = hasDedupe ? captured.join('\n') : undefined
    const wanted = policy.judge({ mechanism, type, value, key, times: 1 }, now, roll)
    if (wanted) assert.ok(push(id, 'event', now, { key: wanted.key, isUrgent: mechanism === 'panic' }))
    return Boolean(wanted)
  }
  /** The items of the next request. @param {number} which @param {number} now @param {number} [bytes] */
  const take = (which, now, bytes = 0) =>
    policy.take(which, bytes, now, ({ id }) => void dropped.push(id)).taken
  /** Ids and counts of these. @param {number} which @param {number} now @param {number} [bytes] */
  const ids = (which, now, bytes) => take(which, now, bytes).map(({ item, times }) => [item.id, times])
  /** Notes one status for all items of a request. @param {ReturnType<typeof take>} taken @param {number} status @param {number} now */
  const note = (taken, status, now, { isBatch = false, headers = [null, null], report = undefined } = {}) =>
    policy.noteResponse(
      { status, headers, isBatch, countsRepeats: isBatch, roll: 0 },
      taken,
      () => status,
      report,
      now,
    )
  /** The losses, of which the server knows now. @param {number} now */
  const losses = (now) => {
    const report = policy.takeReport(now)
    if (!report) return []
    note([], 200, now, { report: /** @type {any} */ (report) })
    return report.discarded_events.map(
      ({ reason, category, quantity }) => `${reason} ${category} ${quantity}`,
    )
  }
  const takeDropped = () => {
    const before = dropped
    dropped = []
    return before
  }
  return { policy, push, capture, take, ids, note, losses, takeDropped }
}

/** A page of a server that takes batches. */
const batching = () => {
  const one = page()
  one.policy.setSending(true, true, true)
  return one
}

test('an error waits for its time', () => {
  const { policy, capture, ids } = page()
  assert.ok(capture('1', 1_000))
  assert.equal(policy.dueIn(1_000), 250)
  assert.deepEqual(ids(DUE, 900), [])
  assert.deepEqual(ids(DUE, 1_250), [['1', 1]])
  assert.deepEqual([ids(DUE, 1_250), policy.dueIn(1_250)], [[], undefined])
})

test('a panic goes at once, and its trap is dropped once, within some seconds', () => {
  for (const value of ['unreachable', 'unreachable executed', 'Unreachable code should not be executed']) {
    const { policy, capture, ids, losses } = page()
    assert.ok(capture('0', 0, ['onerror', 'RuntimeError', value]), 'no panic came before')
    assert.deepEqual(ids(ALL, 0), [['0', 1]])
    assert.ok(capture('1', 1_000, ['panic', 'panic', 'boom']))
    assert.ok(!capture('2', 3_000, ['onerror', 'RuntimeError', value]))
    assert.equal(policy.dueIn(1_001), 0)
    assert.deepEqual(ids(DUE, 1_001), [['1', 1]])
    assert.deepEqual(losses(1_001), [], 'and nothing is counted as lost')
    assert.ok(capture('3', 3_001, ['onerror', 'RuntimeError', value]))
  }
  const { capture } = page()
  capture('1', 1_000, ['panic', 'panic', 'boom'])
  assert.ok(capture('2', 1_000, ['onerror', 'TypeError', 'unreachable']))
  assert.ok(capture('3', 1_000, ['onerror', 'RuntimeError', 'memory access out of bounds']))
  assert.ok(capture('4', 6_001, ['onerror', 'RuntimeError', 'unreachable']), 'it came too late')
})

test('without counts, the repeat of the last event is dropped and counted, unless repeats are wanted', () => {
  const { capture, losses } = page()
  const other = ['onerror', 'TypeError', 'y']
  const wanted = [ERROR, ERROR, other, ERROR].map((captured, at) => capture(`${at}`, at, captured))
  assert.deepEqual(wanted, [true, false, true, true])
  assert.deepEqual(losses(2), ['event_processor error 1'])
  const patient = page()
  assert.ok(patient.capture('1', 1, ERROR, { hasDedupe: false }))
  assert.ok(patient.capture('2', 2, ERROR, { hasDedupe: false }))
})

test('with counts, an event that waits is counted on', () => {
  const { capture, ids, losses, policy } = batching()
  const other = ['onerror', 'TypeError', 'y']
  assert.ok(capture('1', 0) && capture('2', 1, other))
  for (let at = 0; at < 36; at++) assert.ok(!capture('3', at, at % 3 ? ERROR : other))
  const storm = { mechanism: 'onerror', type: 'TypeError', value: 'x', key: ERROR.join('\n'), times: 100 }
  assert.equal(policy.judge(storm, 1, 0.5), undefined)
  assert.deepEqual(ids(DUE, 250), [
    ['1', 125],
    ['2', 13],
  ])
  assert.deepEqual(losses(250), [])
  assert.ok(capture('4', 250), 'it is on its way')
})

test('an item counts what the server takes at most', () => {
  const { policy, capture } = batching()
  assert.ok(capture('1', 0))
  const storm = { mechanism: 'onerror', type: 'TypeError', value: 'x', key: ERROR.join('\n'), times: 9_500 }
  assert.equal(policy.judge(storm, 1, 0.5), undefined)
  assert.ok(policy.judge(storm, 1, 0.5))
})

test('a storm becomes few items with the true count', () => {
  const { policy, capture, take, note, losses } = batching()
  let id = 0
  let requests = 0
  let sent = 0
  for (let now = 0; now < 600_000; now++) {
    capture(`${id++}`, now)
    if (policy.dueIn(now) !== 0) continue
    const taken = take(DUE, now)
    note(taken, 200, now, { isBatch: true })
    for (const { times } of taken) sent += times
    requests++
  }
  for (const { times } of take(NOW, 600_000)) sent += times
  assert.equal(sent, 600_000)
  assert.ok(requests <= 70, `${requests}`)
  assert.deepEqual(losses(600_000), [])
})

test('to another server the count of an event is a loss, once it has answered', () => {
  const { policy, capture, take, note, losses } = batching()
  assert.ok(capture('1', 0) && !capture('2', 1))
  policy.setSending(false, true, false)
  const taken = take(ALL, 1)
  assert.deepEqual([taken[0]?.times, losses(1)], [2, []])
  assert.deepEqual(note(taken, 200, 1), ['done'])
  assert.deepEqual(losses(1), ['event_processor error 1'])
})

test('the spans of a container are lost together or not at all', () => {
  for (const [status, isBatch, lost] of /** @type {const} */ ([
    [200, false, []],
    [200, true, []],
    [403, false, ['send_error span 30']],
  ])) {
    const { push, take, note, losses } = page()
    assert.ok(push('7', 'span', 0, { times: 30 }))
    assert.deepEqual(note(take(ALL, 0), status, 1, { isBatch }), ['done'])
    assert.deepEqual(losses(1), lost)
  }
})

test('an event that was late is added to an equal one', () => {
  const { push, ids } = batching()
  assert.ok(push('1', 'event', 0, { key: 'k' }) && !push('2', 'event', 0, { key: 'k' }))
  assert.deepEqual(ids(ALL, 0), [['1', 2]])
})

test('what is sampled away is reported once, with its count, unless losses are not to be told', () => {
  const { policy, capture, losses } = page({ sampleRate: 0.25 })
  assert.ok(!capture('1', 1) && capture('2', 1, ERROR, { roll: 0.2 }))
  policy.judge({ mechanism: '', type: '', value: '', key: '', times: 7 }, 1, 0.25)
  assert.deepEqual(losses(1), ['sample_rate error 8'])
  assert.deepEqual(losses(1), [])
  const silent = page({ sampleRate: 0, sendClientReports: false })
  assert.ok(!silent.capture('1', 1))
  silent.policy.countLoss(BEFORE_SEND, 'event', 1)
  assert.deepEqual(silent.losses(1), [])
})

test('a pause that the server asks for is kept, and its losses wait for its end', () => {
  const { capture, ids, note, losses, takeDropped } = page()
  note([], 429, 0, { headers: [null, '10'] })
  capture('1', 1)
  assert.deepEqual([ids(ALL, 1), takeDropped(), losses(1)], [[], ['1'], []])
  capture('2', 10_000, ['other', '', ''])
  assert.deepEqual(ids(ALL, 10_000), [['2', 1]])
  assert.deepEqual(losses(10_000), ['ratelimit_backoff error 1'])
})

test('what is not tried again is counted by its kind', () => {
  const { push, take, note, losses } = page()
  for (const [type, status] of /** @type {const} */ ([
    ['event', 0],
    ['event', 200],
    ['event', 413],
    ['event', 500],
    ['transaction', 0],
    ['event', 404],
    ['of_the_future', 404],
  ])) {
    assert.ok(push('1', type, 0))
    assert.deepEqual(note(take(ALL, 0), status, 0), ['done'])
  }
  assert.deepEqual(losses(0), [
    'network_error error 1',
    'send_error error 3',
    'network_error transaction 1',
    'send_error unknown 1',
  ])
})

test('a failed request is given back, and the next one waits', () => {
  for (const status of [0, 500, 503]) {
    const { policy, push, take, ids, note, losses } = batching()
    assert.ok(push('1', 'event', 0) && push('2', 'session', 0))
    assert.deepEqual(note(take(ALL, 0), status, 1_000, { isBatch: true }), ['failed', 'failed'])
    assert.equal(policy.dueIn(1_000), 2_500, 'so that what is stored is tried then')
    assert.ok(push('3', 'event', 1_000))
    assert.equal(policy.dueIn(1_000), 2_500)
    assert.deepEqual(ids(ALL, 1_000), [])
    const taken = take(NOW, 1_000)
    assert.equal(taken.length, 1, 'the page is left')
    assert.deepEqual(note(taken, 200, 1_100, { isBatch: true }), ['done'])
    assert.deepEqual(losses(1_100), [])
  }
})

test('a batch that is too large is halved until the item is alone', () => {
  const { push, take, note, losses } = batching()
  for (const id of '12345') assert.ok(push(id, 'event', 0))
  const sizes = []
  for (let taken = take(ALL, 0); taken[0]; taken = take(ALL, 0)) {
    sizes.push(taken.length)
    note(taken, 413, 0, { isBatch: true })
  }
  assert.deepEqual(sizes, [5, 3, 2, 1, 1, 2, 1, 1, 1])
  assert.deepEqual(losses(0), ['send_error error 5'])
})

test('a server that knows no batches gets the same items one by one, and sessions together', () => {
  const { policy, push, take, ids, note, losses } = batching()
  for (const [id, type] of Object.entries({ a: 'event', b: 'session', c: 'event', d: 'session' }))
    assert.ok(push(id, type, 0))
  assert.deepEqual(note(take(ALL, 0), 400, 0, { isBatch: true }), Array(4).fill('waits'))
  policy.setSending(false, true, false)
  const first = take(ALL, 0)
  const others = [ids(ALL, 0), ids(ALL, 0), ids(ALL, 0)]
  assert.deepEqual(
    [first.map(({ item }) => item.id), ...others],
    [
      ['a'],
      [
        ['b', 1],
        ['d', 1],
      ],
      [['c', 1]],
      [],
    ],
  )
  assert.deepEqual(note(first, 400, 0), ['done'])
  assert.deepEqual(losses(0), ['send_error error 1'])
})

test('an event behind a session that a limit stops goes alone', () => {
  const { push, ids, note, takeDropped } = page()
  note([], 200, 0, { headers: ['60:session', null] })
  push('a', 'session', 0)
  push('b', 'event', 0)
  push('c', 'event', 0)
  assert.deepEqual([ids(ALL, 0), takeDropped()], [[['b', 1]], ['a']])
})

test('a report stays until the server has had it', () => {
  const { policy, note, losses } = page()
  policy.countLoss(BEFORE_SEND, 'event', 2)
  const first = policy.takeReport(0)
  policy.countLoss(BEFORE_SEND, 'event', 1)
  const second = policy.takeReport(0)
  assert.deepEqual(second?.discarded_events, [{ reason: 'before_send', category: 'error', quantity: 1 }])
  policy.countLoss(BEFORE_SEND, 'event', 4)
  note([], 200, 0, { report: /** @type {any} */ (second) })
  note([], 503, 0, { report: /** @type {any} */ (first) })
  for (const [status, isBatch] of /** @type {const} */ ([
    [0, false],
    [500, false],
    [413, false],
    [400, true],
  ]))
    note([], status, 0, { isBatch, report: /** @type {any} */ (policy.takeReport(0)) })
  const told = losses(0)
  assert.equal(
    told.map((text) => Number(text.split(' ')[2])).reduce((a, b) => a + b),
    6,
  )
  assert.deepEqual(losses(0), [])
})

test('what waits is bounded by number and by bytes, and sessions have places of their own', () => {
  const { policy, push, take, losses } = page()
  const kept = (/** @type {string} */ type) => {
    let count = 0
    while (push(`${count}`, type, 1)) count++
    return count
  }
  assert.deepEqual([kept('event'), kept('session')], [64, 10])
  assert.equal(policy.dueIn(1), 0)
  assert.deepEqual(losses(1), ['queue_overflow error 1', 'queue_overflow session 1'])
  take(ALL, 1)
  assert.ok(push('in the place of one in flight', 'session', 1))
  const large = batching()
  assert.ok(large.push('1', 'event', 0, { bytes: 3_999_900 }))
  large.take(ALL, 0)
  assert.ok(large.push('2', 'event', 0) && !large.push('3', 'event', 0), 'what is in flight counts')
})

test('many items are due, and a request is bounded and takes one item in any case', () => {
  const { policy, push, take, ids } = batching()
  for (let id = 0; id < 53; id++) assert.ok(push(`${id}`, 'event', 1_000))
  assert.equal(policy.dueIn(1_000), 0)
  assert.equal(take(DUE, 1_000).length, 50)
  assert.deepEqual(take(DUE, 900), [])
  assert.equal(take(ALL, 1_000, 250).length, 2)
  assert.deepEqual(ids(ALL, 1_000, 1), [['52', 1]])
  push('large', 'event', 1_000, { bytes: 500_000 })
  push('small', 'event', 1_000)
  assert.deepEqual([ids(ALL, 1_000), ids(ALL, 1_000)], [[['large', 1]], [['small', 1]]])
  const plain = page()
  for (let id = 0; id < 10; id++) assert.ok(plain.push(`${id}`, 'event', 1_000))
  assert.equal(plain.policy.dueIn(1_000), 0)
})

test('what is due within a moment goes along', () => {
  const { push, ids } = batching()
  for (const at of [1_000, 1_200, 1_350]) push(`${at}`, 'event', at)
  assert.deepEqual(ids(DUE, 1_250), [
    ['1000', 1],
    ['1200', 1],
  ])
})
