// @ts-check
// Whatever the order of captures, requests, answers and changes of the server: an event is kept, sent or counted, each exactly
// once, and what is kept is bounded.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sendPolicy } from '../../js/send/policy.js'
import { ALL, DUE, NOW } from '../../js/send/waiting.js'
import { random } from '../random.mjs'

const TYPES = ['event', 'session', 'transaction', 'feedback']
const STATUSES = [0, 200, 200, 200, 400, 404, 413, 429, 503]
/** Most requests in flight, as in js/send/transport.js. */
const MOST_REQUESTS = 15
/** As in js/send/waiting.js: places of all, and of what may be refused and wait again. */
const MOST_WAITING = 64 + 10
const MOST_BYTES = 4_000_000

/** @typedef {import('../../js/send/waiting.js').Taken} Taken */
/** @typedef {{ discarded_events: { quantity: number }[] }} Report */

const sum = (/** @type {{ times: number }[]} */ list) => list.reduce((all, { times }) => all + times, 0)
const lossesIn = (/** @type {Report | undefined} */ report) =>
  report?.discarded_events.reduce((all, { quantity }) => all + quantity, 0) ?? 0

/** A page, and what has become of its events. @param {number} seed */
const page = (seed) => {
  const { below, of } = random(seed)
  const policy = sendPolicy({})
  let now = 1_000
  let isBatching = false
  let captured = 0
  let sent = 0
  let reported = 0
  /** What the policy has, as it was told: each item that waits or is in flight. @type {Set<any>} */
  const held = new Set()
  /** @type {{ taken: Taken[], isBatch: boolean, report: Report | undefined }[]} */
  const requests = []
  /** @type {{ type: string, times: number }[]} given back, to be tried again */
  let stored = []

  /** @param {string} type @param {number} times @param {string | undefined} key */
  const push = (type, times, key) => {
    const item = { id: '', type, payload: '', times, key, bytes: of([10, 2_000, 90_000, 400_000]) }
    if (policy.push(item, item.bytes, !below(8), now)) held.add(item)
  }
  const capture = () => {
    const times = of([1, 1, 1, 90])
    captured += times
    const key = `${below(12)}`
    const wanted = policy.judge({ mechanism: '', type: 'Error', value: key, key, times }, now, 0.5)
    if (wanted) push('event', times, wanted.key)
  }
  const request = () => {
    if (requests.length >= MOST_REQUESTS) return
    const { taken } = policy.take(of([DUE, DUE, ALL, NOW]), of([0, 0, 1, 60_000]), now, (item) => {
      held.delete(item)
    })
    requests.push({ taken, isBatch: isBatching, report: policy.takeReport(now) })
  }
  const setSending = (/** @type {boolean} */ batching) => {
    isBatching = batching
    // A server that has not answered yet may know counts.
    policy.setSending(batching, below(4) > 0, batching || !below(2))
  }
  const answer = () => {
    if (!requests[0]) return
    const [{ taken, isBatch, report }] = /** @type {[any]} */ (requests.splice(below(requests.length), 1))
    const status = of(STATUSES)
    const countsRepeats = isBatch || !below(2)
    /** @type {(string | null)[]} */
    const headers = [of([null, null, null, '1:session', '2:error;transaction', '1']), of([null, '7'])]
    const statuses = taken.map(() => (status === 200 && isBatch && !below(9) ? 503 : status))
    const outcomes = policy.noteResponse(
      { status, headers, isBatch, countsRepeats, roll: below(1_000) / 1_000 },
      taken,
      (at) => /** @type {number} */ (statuses[at]),
      report,
      now,
    )
    if (!(!status || status === 413 || status >= 500 || (status === 400 && isBatch)))
      reported += lossesIn(report)
    taken.forEach((/** @type {Taken} */ { item, times, category }, /** @type {number} */ at) => {
      if (outcomes[at] === 'waits') return
      held.delete(item)
      if (outcomes[at] === 'failed') stored.push({ type: item.type, times })
      else if (statuses[at] === 200) sent += countsRepeats || category === 'span' ? times : 1
      else if (statuses[at] === 429) sent += times
    })
    if (status === 400) setSending(false)
  }
  const tryAgain = () => {
    const again = stored
    stored = []
    for (const { type, times } of again) push(type, times, undefined)
  }
  const step = () => {
    const choice = below(39)
    if (choice < 14) capture()
    else if (choice < 18) {
      captured++
      push(of(TYPES), 1, undefined)
    } else if (choice < 25) request()
    else if (choice < 33) answer()
    else if (choice < 36) now += of([1, 250, 3_000, 70_000])
    else if (choice < 37) tryAgain()
    else setSending(choice < 38)
    const bytes = [...held].reduce((all, item) => all + item.bytes, 0)
    assert.ok(bytes <= MOST_BYTES, `${bytes}`)
    const inFlight = requests.reduce((all, { taken }) => all + taken.length, 0)
    // An item whose batch was refused waits again, beside those that came since.
    assert.ok(held.size - inFlight <= MOST_WAITING + 400)
  }
  /** Ends: takes all that waits, and compares. */
  const end = () => {
    for (const { taken, report } of requests) {
      // As where the page has ended: nobody knows.
      sent += sum(taken)
      reported += lossesIn(report)
    }
    now += 1e9
    for (;;) {
      const { taken, isEnd } = policy.take(NOW, 0, now, () => {})
      sent += sum(taken)
      if (isEnd) break
    }
    assert.equal(captured, sent + reported + lossesIn(policy.takeReport(now)) + sum(stored))
  }
  return { policy, step, end, now: () => now }
}

test('every event is kept, sent or counted once', () => {
  for (let seed = 1; seed <= 150; seed++) {
    const { step, end } = page(seed)
    for (let at = 0; at < 800; at++) step()
    end()
  }
})

test('what is due is taken', () => {
  for (let seed = 1; seed <= 100; seed++) {
    const { policy, step, now } = page(seed)
    for (let at = 0; at < 300; at++) {
      step()
      if (policy.dueIn(now()) === 0) {
        const { isEnd } = policy.take(DUE, 0, now(), () => {})
        assert.ok(!isEnd, 'else the queue would ask for ever')
        break
      }
    }
  }
})
