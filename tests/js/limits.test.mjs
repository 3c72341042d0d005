// @ts-check
// Pauses: those that the server asks for, and those after failures and repeats. Times are in ms.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { backoff } from '../../js/send/backoff.js'
import { rateLimits, retryAfter } from '../../js/send/rate_limits.js'
import { sentEvents } from '../../js/send/sent_events.js'

test('limits of headers, by category', () => {
  const DAY = 86_400_000
  for (const [
    status,
    header,
    after,
    category,
    silent,
  ] of /** @type {[number, string, string, string, number][]} */ ([
    [200, '', '', 'error', 0],
    [500, '', '10', 'error', 0],
    [200, '60:error;transaction:organization', '', 'error', 60_000],
    [200, '60:error;transaction:organization', '', 'transaction', 60_000],
    [200, '60:transaction:organization, 5:error:key', '', 'error', 5_000],
    [200, '60:error:key, 5:error:key', '', 'error', 60_000],
    [200, '2700:session:key', '', 'error', 0],
    [200, '5:session:key', '', 'session', 5_000],
    [200, '7:metric_bucket:key', '', 'unknown', 7_000],
    [200, '7::organization', '', 'span', 7_000],
    [200, '7', '', 'error', 7_000],
    [200, ' , ,', '', 'error', 0],
    [200, '1.5:error', '', 'error', 2_000],
    [200, 'x:error', '', 'error', 60_000],
    [200, '99999999999999999999:error', '', 'error', DAY],
    [429, '60:transaction:key', '9', 'error', 0],
    [429, '', '12', 'error', 12_000],
    [429, '', '', 'error', 60_000],
    [429, '', '-3', 'error', 60_000],
    [429, '', 'Wed, 21 Oct 2026 07:28:00 GMT', 'error', 60_000],
    [429, '', '99999999999999999', 'error', DAY],
    [200, '60:__proto__;constructor', '', 'error', 0],
  ])) {
    const { allows, update } = rateLimits()
    update(status, header || null, after || null, 0)
    assert.ok(allows(category, silent), `${header} ${after}: from then on`)
    assert.ok(!silent || !allows(category, silent - 1), `${header} ${after}: not before`)
  }
  assert.deepEqual([retryAfter(null), retryAfter('x'), retryAfter(' 2 ')], [0, 0, 2_000])
})

test('a shorter limit does not end a longer one', () => {
  const { allows, update } = rateLimits()
  update(200, '60:error', null, 0)
  update(200, '1:error', null, 10)
  assert.ok(!allows('error', 59_999))
})

test('each failure doubles the pause up to an hour, and half of it is random', () => {
  const pause = backoff()
  const pauses = []
  let now = 0
  for (let at = 0; at < 12; at++) {
    pause.fail(now, 0, 0)
    pauses.push((pause.until() - now) / 500)
    now = pause.until()
  }
  assert.deepEqual(pauses, [5, 10, 20, 40, 80, 160, 320, 640, 1_280, 2_560, 3_600, 3_600])
  const random = backoff()
  random.fail(0, 0, 0.5)
  assert.equal(random.until(), 3_750)
})

test('requests that fail together are one failure, and a success ends the pause', () => {
  const pause = backoff()
  pause.fail(0, 0, 0)
  pause.fail(1, 0, 0)
  assert.equal(pause.until(), 2_500)
  pause.succeed()
  assert.equal(pause.until(), 0)
  pause.fail(10, 120_000, 0)
  assert.equal(pause.until(), 120_010, 'the server may ask for a longer one')
})

test('a repeat of a sent event waits longer each time, and after two quiet minutes it is news', () => {
  const { waitOf, note } = sentEvents()
  assert.equal(waitOf('a', 0), undefined)
  let now = 0
  const waits = []
  for (let at = 0; at < 8; at++) {
    note('a', now)
    const wait = waitOf('a', now) ?? 0
    waits.push(wait / 1_000)
    now += wait
  }
  assert.deepEqual(waits, [1, 2, 4, 8, 16, 32, 60, 60])
  assert.equal(waitOf('a', now + 120_000), undefined)
  assert.equal(waitOf('b', now), undefined)
  for (let at = 0; at < 8; at++) note(`other ${at}`, now)
  assert.equal(waitOf('a', now), undefined, 'the oldest is forgotten')
  assert.equal(waitOf('other 0', now), 1_000)
})
