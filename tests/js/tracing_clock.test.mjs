// @ts-check
// The clock of spans where the computer has slept, or its clock was set.
import assert from 'node:assert/strict'
import { test } from 'node:test'

const ORIGIN = 1_800_000_000_000
let pageTime = 50
let computer = ORIGIN + 50

class FakePerformance {
  timeOrigin = ORIGIN
  now() {
    return pageTime
  }
}
Object.defineProperty(globalThis, 'performance', { value: new FakePerformance(), configurable: true })
const NativeDate = Date
globalThis.Date = /** @type {any} */ (
  class extends NativeDate {
    constructor() {
      super(computer)
    }
  }
)

const { clock, epoch, pageTime: onPage } = await import('../../js/tracing/clock.js')

/** Both clocks go on; `asleep` is what only the computer's sees. @param {number} ms @param {number} [asleep] */
const forward = (ms, asleep = 0) => {
  pageTime += ms
  computer += ms + asleep
}

test('a clock that stopped in sleep goes on from the time of the computer, and what was before stays', () => {
  assert.equal(clock(), ORIGIN + 50)
  forward(1000, 900)
  assert.equal(clock(), ORIGIN + 1050, 'less than a second is no sleep')
  forward(950)
  clock()
  const asleep = 3_600_000
  forward(1000, asleep)
  assert.equal(clock(), computer)
  // Entries from before the sleep, and from after it.
  assert.equal(epoch(500), ORIGIN + 500)
  assert.equal(epoch(2500), computer - 500)
  for (const time of [0, 500, 1999, 2000, 2500, 3000]) assert.equal(onPage(epoch(time)), time, `${time}`)
})

test('a clock that was set back is followed', () => {
  forward(1000, -7_200_000)
  assert.equal(clock(), computer)
  assert.equal(epoch(pageTime), computer)
})
