// @ts-check
// Spans in containers: when they go, what is in them, and what the page may change of them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { attributesText } from '../../js/on_demand/performance/attributes.js'
import { spanBuffer } from '../../js/on_demand/performance/span_buffer.js'
import { wholeItem } from '../../js/send/envelope.js'
import { envelopeFaults, parseEnvelope } from '../e2e/relay_checks.mjs'
import { fakeClock } from './performance_clock.mjs'
import { noteOf } from './performance_notes.mjs'

/** A buffer, and the envelopes that it sends. @param {any} [options] @param {any} [page] */
const buffered = (options = {}, page = {}) => {
  const clock = fakeClock()
  /** @type {ReturnType<typeof parseEnvelope>[]} */
  const sent = []
  const buffer = spanBuffer(options, {
    common: () => ({ 'sentry.release': '1.0', 'user.id': undefined }),
    samplingContext: (note) => ({
      trace_id: note.traceId,
      public_key: 'k',
      sample_rate: '1',
      sampled: 'true',
    }),
    send({ trace, header, times = 1, ...item }) {
      const first = JSON.stringify({ sent_at: new Date().toISOString(), trace, ...header })
      const envelope = parseEnvelope(`${first}\n${wholeItem(/** @type {any} */ (item), times)}`)
      assert.deepEqual(envelopeFaults(envelope), [])
      assert.equal(times, envelope.items[0]?.payload.items.length)
      sent.push(envelope)
    },
    countLoss() {},
    timer: clock.timer,
    ...page,
  })
  const spans = () => sent.flatMap(({ items }) => items.flatMap(({ payload }) => payload.items))
  return { buffer, sent, spans, clock }
}

test('a container has the spans of one trace, after five seconds', () => {
  const { buffer, sent, spans, clock } = buffered()
  const segment = noteOf({
    name: '/cart',
    op: 'pageload',
    attributes: { 'url.path': '/cart', 'sentry.sample_rate': 1 },
  })
  buffer.add(noteOf({ status: 'not_found' }, segment))
  buffer.add(segment)
  const other = noteOf({
    links: [
      {
        context: { traceId: segment.traceId, spanId: segment.spanId, traceFlags: 1 },
        attributes: { 'sentry.link.type': 'previous_trace' },
      },
    ],
  })
  buffer.add(other)
  clock.forward(4999)
  assert.equal(sent.length, 0)
  clock.forward(1)
  assert.equal(sent.length, 2)
  const [child, root, linked] = spans()
  assert.deepEqual(
    { ...child, attributes: undefined },
    {
      trace_id: segment.traceId,
      span_id: child.span_id,
      parent_span_id: segment.spanId,
      name: 'a span',
      start_timestamp: child.start_timestamp,
      end_timestamp: child.end_timestamp,
      status: 'error',
      is_segment: false,
      attributes: undefined,
    },
  )
  assert.equal((child.end_timestamp - child.start_timestamp).toFixed(4), '0.0125')
  assert.deepEqual(child.attributes, {
    'sentry.op': { value: 'test', type: 'string' },
    'sentry.origin': { value: 'manual', type: 'string' },
    'sentry.status.message': { value: 'not_found', type: 'string' },
    'sentry.segment.id': { value: segment.spanId, type: 'string' },
    'sentry.segment.name': { value: '/cart', type: 'string' },
    'sentry.release': { value: '1.0', type: 'string' },
  })
  assert.deepEqual([root.is_segment, root.parent_span_id], [true, undefined])
  assert.deepEqual(linked.links, [
    {
      trace_id: segment.traceId,
      span_id: segment.spanId,
      sampled: true,
      attributes: { 'sentry.link.type': { value: 'previous_trace', type: 'string' } },
    },
  ])
})

test('attributes have types; what has none is left out, and all is bounded', () => {
  const circular = /** @type {any} */ ({})
  circular.value = circular
  const many = Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`many.${at}`, at]))
  const { buffer, spans } = buffered()
  buffer.add(
    noteOf({
      name: 'n'.repeat(5000),
      attributes: {
        text: 'x'.repeat(5000),
        whole: 2.0,
        share: 0.25,
        yes: true,
        list: ['a', 'b', 3],
        size: { value: 5, unit: 'byte' },
        nan: Number.NaN,
        endless: Number.POSITIVE_INFINITY,
        nothing: null,
        act() {},
        big: 1n,
        circular,
        nested: [[1]],
        hostile: {
          get value() {
            throw new Error('no')
          },
        },
        ...many,
      },
    }),
  )
  buffer.flush()
  const [{ attributes, name }] = spans()
  assert.equal(name.length, 500)
  assert.equal(attributes.text.value.length, 2000)
  assert.deepEqual(attributes.whole, { value: 2, type: 'integer' })
  assert.deepEqual(attributes.share, { value: 0.25, type: 'double' })
  assert.deepEqual(attributes.yes, { value: true, type: 'boolean' })
  assert.deepEqual(attributes.list, { value: ['a', 'b'], type: 'array' })
  assert.deepEqual(attributes.size, { value: 5, type: 'integer', unit: 'byte' })
  for (const key of ['nan', 'endless', 'nothing', 'act', 'big', 'circular', 'hostile'])
    assert.equal(attributes[key], undefined, key)
  assert.ok(Object.keys(attributes).length <= 140)
})

test('a thousand spans go at once, and large ones in several containers', () => {
  const { buffer, sent, spans } = buffered()
  const segment = noteOf()
  for (let at = 0; at < 1000; at++) buffer.add(noteOf({}, segment))
  assert.equal(spans().length, 1000)
  for (let at = 0; at < 500; at++) buffer.add(noteOf({ attributes: { a: 'x'.repeat(2000) } }, segment))
  buffer.flush()
  assert.ok(sent.length > 2)
  assert.ok(sent.every(({ size }) => size < 402_000))
})

test('when the page is left vitals go first, then segments, in portions that a browser carries', () => {
  const { buffer, sent, spans } = buffered()
  const segment = noteOf({ name: 'the segment' })
  for (let at = 0; at < 100; at++)
    buffer.add(noteOf({ origin: 'auto.resource', attributes: { a: 'x'.repeat(500) } }, segment))
  buffer.add(segment)
  buffer.add(noteOf({ name: 'a vital', attributes: { 'sentry.pageload.span_id': segment.spanId } }, segment))
  buffer.flush(true)
  assert.deepEqual(
    spans()
      .slice(0, 3)
      .map(({ name }) => name),
    ['a vital', 'the segment', 'a span'],
  )
  assert.equal(spans().length, 102)
  assert.ok(sent.every(({ size }) => size < 22_000))
})

test('beforeSendSpan may change a span, and not drop it; a failure of it changes nothing', () => {
  const { buffer, spans } = buffered({
    beforeSendSpan(/** @type {any} */ span) {
      if (span.name === 'bad') throw new Error('no')
      if (span.name === 'none') return null
      assert.equal(span.attributes['sentry.release'], '1.0')
      return { ...span, name: 'changed', attributes: { ...span.attributes, own: 1 } }
    },
  })
  const { warn } = console
  console.warn = () => {}
  for (const name of ['good', 'bad', 'none']) buffer.add(noteOf({ name }))
  buffer.flush()
  console.warn = warn
  assert.deepEqual(
    spans().map(({ name, attributes }) => [name, attributes.own?.value]),
    [
      ['changed', 1],
      ['bad', undefined],
      ['none', undefined],
    ],
  )
})

test('whatever beforeSendSpan answers, a span goes that servers take', () => {
  const answers = [
    Promise.resolve(1),
    true,
    'text',
    {},
    { name: Symbol('no'), attributes: 7, trace_id: 'other', span_id: 1, links: [null] },
    {
      name: 'late',
      start_timestamp: Number.NaN,
      end_timestamp: Number.POSITIVE_INFINITY,
      attributes: { a: 1n },
    },
    new Proxy({}, { get: () => assert.fail('of a proxy') }),
  ]
  let lost = 0
  const { buffer, spans } = buffered(
    { beforeSendSpan: () => answers.shift() },
    { countLoss: (/** @type {number} */ _, /** @type {number} */ count) => (lost += count) },
  )
  const notes = answers.map((_, at) => noteOf({ name: `span ${at}` }))
  for (const note of notes) buffer.add(note)
  buffer.flush()
  assert.equal(spans().length + lost, notes.length)
  assert.deepEqual(
    spans().map(({ span_id }) => span_id),
    notes.slice(0, 6).map(({ spanId }) => spanId),
  )
})

test('links without ids, and times that are none, do not cost the span', () => {
  const { buffer, spans } = buffered()
  const link = { context: { traceId: 'c'.repeat(32), spanId: 'd'.repeat(16) } }
  buffer.add(noteOf({ name: 'linked', links: [null, {}, { context: {} }, link] }))
  buffer.flush()
  assert.equal(spans()[0].links.length, 1)
})

test('ignored spans are left out and counted, and their children get the parent above', () => {
  let ignored = 0
  const { buffer, spans } = buffered(
    { ignoreSpans: ['noise', { op: /^resource/, name: 'cdn' }] },
    { countLoss: (/** @type {number} */ _, /** @type {number} */ count) => (ignored += count) },
  )
  const segment = noteOf({ name: '/' })
  const noise = noteOf({ name: 'noise 1' }, segment)
  const inner = noteOf({ parentSpanId: noise.spanId, name: 'noise 2' }, segment)
  for (const note of [
    segment,
    noise,
    inner,
    noteOf({ parentSpanId: inner.spanId, name: 'left' }, segment),
    noteOf({ op: 'resource.img', name: 'cdn.test' }, segment),
    noteOf({ op: 'resource.img', name: 'shop.test' }, segment),
    noteOf({}, noteOf({ name: 'noise of its own' })),
  ])
    buffer.add(note)
  buffer.flush()
  assert.deepEqual(
    spans().map(({ name, parent_span_id }) => [name, parent_span_id]),
    [
      ['/', undefined],
      ['left', segment.spanId],
      ['shop.test', segment.spanId],
    ],
  )
  assert.equal(ignored, 4)
})

test('an attribute may have the name of a member of every object', () => {
  const names = ['constructor', 'toString', '__proto__', 'hasOwnProperty']
  const own = Object.fromEntries(names.map((name) => [name, 'x']))
  const text = attributesText(JSON.stringify, own)
  for (const name of names) assert.match(text, new RegExp(`"${name}":\\{"value":"x","type":"string"\\}`))
  JSON.parse(text)
})
