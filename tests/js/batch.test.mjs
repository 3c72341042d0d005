// @ts-check
// Whatever is put into a batch comes out of it: the envelopes are those that another server would get one by one.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { envelopeText, requestBody } from '../../js/send/request.js'
import { decode } from '../e2e/faults/wire.mjs'

const KEY = 'k'
const DESTINATION = /** @type {any} */ ({ dsn: `https://${KEY}@a.test/1`, beforePost() {} })

/** Numbers that follow each other at random, the same ones for a seed: mulberry32. @param {number} seed */
const random = (seed) => () => {
  seed = (seed + 0x6d2b79f5) | 0
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
}

const TEXTS = [
  '',
  'é',
  '😀',
  '\ud83d',
  '"',
  '\n',
  '__proto__',
  'constructor',
  '{}',
  'at f (https://a.test/x.js:1:2)',
]

/** @param {() => number} draw @returns {import('../../js/send/waiting.js').Taken} */
const randomItem = (draw) => {
  const below = (/** @type {number} */ most) => Math.floor(draw() * most)
  const text = () => TEXTS[below(TEXTS.length)] ?? ''
  const maybe = (/** @type {() => any} */ make) => (draw() < 0.7 ? make() : undefined)
  const object = () =>
    JSON.stringify({ [`a${below(3)}`]: text(), nested: maybe(() => ({ event_id: text() })) })
  const list = (/** @type {() => any} */ make) => Array.from({ length: below(5) }, make)
  const eventId = Array.from({ length: 32 }, () => below(16).toString(16)).join('')
  const event = {
    type: 'event',
    payload: JSON.stringify({ event_id: eventId, message: text() }),
    members: maybe(() => JSON.stringify({ [`m${below(4)}`]: { a: 1 } })),
    breadcrumbs: maybe(() => list(object)),
    stacks: maybe(() => list(() => maybe(text))),
    trace: maybe(() => ({ trace_id: `t${below(3)}`, release: maybe(text) })),
    alert: below(4) ? undefined : /** @type {const} */ (true),
    eventId,
  }
  const item = draw() < 0.9 ? event : { type: 'session', payload: object(), eventId }
  return { id: '', item: { id: eventId, ...item }, times: 1 + below(3) }
}

/**
 * What a server makes of an envelope, without the ways in which a batch and a plain one say the same.
 * @param {import('../e2e/faults/wire.mjs').Envelope} envelope
 */
const meaning = ({ id, header, items, trouble }) => ({
  trouble,
  header: { event_id: id, ...header },
  items: items.map(({ type, header, json: { breadcrumbs = [], raw_stacks, ...others }, times }) => ({
    ...{ type, alert: header.alert, times, breadcrumbs, others },
    // An exception without a stack.
    stacks: raw_stacks?.map((/** @type {string | null} */ stack) => stack || null),
  })),
})

test('of random events, a batch has what their envelopes have', () => {
  const draw = random(19)
  let shared = 0
  for (let round = 0; round < 300; round++) {
    const taken = Array.from({ length: 1 + Math.floor(draw() * 8) }, () => randomItem(draw))
    const { batch, envelopes } = decode(requestBody(taken, '', true, DESTINATION))
    const plain = taken.map(
      ({ item, times }) => decode(new TextEncoder().encode(envelopeText(item, times, KEY))).envelopes[0],
    )
    assert.deepEqual(
      envelopes.map(meaning),
      plain.map((one) => meaning(/** @type {any} */ (one))),
    )
    shared += taken.filter(({ item }) => item.members).length
    shared += taken.filter(({ item }) => item.trace).length - batch.members.length
  }
  assert.ok(shared > 100, `${shared} members were not sent again`)
})

test('a header has the trace of its own event', () => {
  const event = { type: 'event', payload: '{"a":1}' }
  const traces = [{ trace_id: 't' }, undefined, { trace_id: 't' }, { trace_id: 'u' }]
  const taken = traces.map((trace, at) => {
    const id = `${at}`.repeat(32)
    return { id: '', times: 1, item: { ...event, id, eventId: id, trace } }
  })
  const { batch, envelopes } = decode(requestBody(taken, '', true, DESTINATION))
  assert.equal(batch.members.length, 2)
  assert.deepEqual(
    envelopes.map(({ header }) => header),
    traces.map((trace) => (trace ? { trace: { public_key: KEY, ...trace } } : {})),
  )
})

test('an error without a stack names none', () => {
  const id = '7'.repeat(32)
  const item = { type: 'event', payload: '{"a":1}', id, eventId: id, stacks: ['', 'at f'] }
  const { envelopes } = decode(requestBody([{ id: '', times: 1, item }], '', true, DESTINATION))
  assert.deepEqual(envelopes[0]?.items[0]?.json.raw_stacks, [null, 'at f'])
})
