// @ts-check
// Requests and the entries with their times.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { httpTimings } from '../../js/on_demand/performance/http_timings.js'
import { fakeClock } from './performance_clock.mjs'
import { noteOf } from './performance_notes.mjs'

const entryOf = (/** @type {any} */ note) => ({
  name: note.attributes['url.full'],
  startTime: note.start - performance.timeOrigin,
  responseEnd: note.end - performance.timeOrigin,
  responseStart: 1,
  nextHopProtocol: 'h3',
})

test('a request gets the times of its entry, which may come before or after its end', () => {
  for (const isEarly of [true, false]) {
    const clock = fakeClock()
    /** @type {any[]} */
    const done = []
    const timings = httpTimings((note) => done.push(note), clock.timer)
    const note = noteOf({ attributes: { 'url.full': 'https://a.test/x' } })
    if (isEarly) timings.addEntry(entryOf(note))
    timings.add(note)
    timings.addEntry({ ...entryOf(note), name: 'https://a.test/y' })
    assert.equal(done.length, isEarly ? 1 : 0)
    if (!isEarly) timings.addEntry(entryOf(note))
    assert.deepEqual(done, [note])
    assert.equal(note.attributes['network.protocol.version'], '3')
    clock.forward(1000)
    assert.equal(done.length, 1)
  }
})

test('the address of an entry may have the fragment of the request', () => {
  for (const name of ['https://a.test/x', 'https://a.test/x#y']) {
    /** @type {any[]} */
    const done = []
    const timings = httpTimings((note) => done.push(note), fakeClock().timer)
    const note = noteOf({ attributes: { 'url.full': 'https://a.test/x#y' } })
    timings.add(note)
    timings.addEntry({ ...entryOf(note), name })
    assert.deepEqual(done, [note], name)
  }
})

test('a request waits 300 ms for its entry, no longer than the page lives, and not beside fifty others', () => {
  const clock = fakeClock()
  /** @type {any[]} */
  const done = []
  const timings = httpTimings((note) => done.push(note), clock.timer)
  timings.add(noteOf())
  clock.forward(299)
  assert.equal(done.length, 0)
  clock.forward(1)
  assert.equal(done.length, 1)
  timings.add(noteOf())
  timings.releaseAll()
  assert.equal(done.length, 2)
  for (let at = 0; at < 60; at++) timings.add(noteOf())
  assert.equal(done.length, 12)
})
