// @ts-check
// When a segment is over.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { idleSegment } from '../../js/on_demand/performance/idle_segment.js'
import { fakeClock } from './performance_clock.mjs'

const LIMITS = { idleTimeout: 1000, finalTimeout: 30_000, childSpanTimeout: 15_000 }

/** When and why a segment ends after some steps. @param {(segment: any, clock: ReturnType<typeof fakeClock>) => void} steps @param {boolean} [isHeld] */
const endOf = (steps, isHeld = false) => {
  const clock = fakeClock(100)
  /** @type {[string, number][]} */
  const ends = []
  const segment = idleSegment(clock, LIMITS, { start: 100, isHeld }, (reason) =>
    ends.push([reason, clock.now() - 100]),
  )
  steps(segment, clock)
  clock.forward(60_000)
  assert.ok(ends.length <= 1)
  return ends[0]
}

test('a segment ends a second after its last child', () => {
  assert.deepEqual(
    endOf(() => {}),
    ['idleTimeout', 1000],
  )
  assert.deepEqual(
    endOf((segment, clock) => {
      clock.forward(500)
      segment.childStarted('a')
      clock.forward(3000)
      segment.childStarted('b')
      segment.childEnded('a')
      clock.forward(2000)
      segment.childEnded('b')
    }),
    ['idleTimeout', 6500],
  )
  assert.deepEqual(
    endOf((segment, clock) => {
      clock.forward(900)
      segment.childEnded('one that began and ended at once')
    }),
    ['idleTimeout', 1900],
  )
})

test('a child that does not end holds a segment for 15 seconds, and children without end for 30', () => {
  assert.deepEqual(
    endOf((segment) => segment.childStarted('a')),
    ['heartbeatFailed', 15_000],
  )
  assert.deepEqual(
    endOf((segment, clock) => {
      for (let at = 0; at < 100; at++) {
        segment.childStarted(`${at}`)
        clock.forward(500)
      }
    }),
    ['finalTimeout', 30_000],
  )
})

test('a segment that the page ends itself waits for that, 30 seconds at most', () => {
  assert.deepEqual(
    endOf(() => {}, true),
    ['finalTimeout', 30_000],
  )
})

test('a hidden page ends its segment at once, and many children cost few timers', () => {
  assert.deepEqual(
    endOf((segment, clock) => {
      clock.forward(10)
      segment.finish('documentHidden')
    }),
    ['documentHidden', 10],
  )
  const clock = fakeClock()
  const segment = idleSegment(clock, LIMITS, { start: 0, isHeld: false }, () => {})
  for (let at = 0; at < 1000; at++) {
    segment.childStarted(`${at}`)
    segment.childEnded(`${at}`)
  }
  assert.ok(clock.count() <= 3, `${clock.count()} timers`)
})
