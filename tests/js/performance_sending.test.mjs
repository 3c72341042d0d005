// @ts-check
// When a segment is over, and what is sent of it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { attributesText } from '../../js/on_demand/performance/attributes.js'
import { httpTimings } from '../../js/on_demand/performance/http_timings.js'
import { idleSegment } from '../../js/on_demand/performance/idle_segment.js'
import { spanBuffer } from '../../js/on_demand/performance/span_buffer.js'
import { transactions } from '../../js/on_demand/performance/transactions.js'
import { segmentOf, vitalSpan } from '../../js/on_demand/performance/vital_spans.js'
import { wholeItem } from '../../js/send/envelope.js'
import { isIgnored } from '../../js/tracing/ignore_spans.js'
import { envelopeFaults, parseEnvelope } from '../e2e/relay_checks.mjs'

/** A clock whose timers fire when the time is set forward. */
const fakeClock = (start = 0) => {
  let time = start
  /** @type {{ at: number, act: () => void }[]} */
  let timers = []
  return {
    now: () => time,
    timer: (/** @type {() => void} */ act, /** @type {number} */ ms) =>
      void timers.push({ at: time + ms, act }),
    count: () => timers.length,
    forward(/** @type {number} */ ms) {
      const until = time + ms
      for (;;) {
        const [next] = timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)
        if (!next) break
        timers = timers.filter((one) => one !== next)
        time = Math.max(time, next.at)
        next.act()
      }
      time = until
    },
  }
}

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
  assert.deepEqual(
    endOf((segment, clock) => {
      clock.forward(5000)
      segment.release()
    }, true),
    ['idleTimeout', 5000],
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

let ids = 0
const id = (/** @type {number} */ length) => `f${(++ids).toString(16).padStart(length - 1, '0')}`

/** @param {any} [more] @param {any} [segment] */
const noteOf = (more = {}, segment = undefined) => {
  const start = Date.now() - 5000
  /** @type {any} */
  const note = {
    traceId: segment?.traceId ?? id(32),
    spanId: id(16),
    parentSpanId: segment?.spanId,
    name: 'a span',
    op: 'test',
    origin: 'manual',
    start,
    end: start + 12.5,
    attributes: {},
    isSampled: true,
    sampleRate: 1,
    sampleRand: 0.5,
    ...more,
  }
  note.segment = segment ?? note
  return note
}

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

for (const [filters, expect] of /** @type {[any, boolean][]} */ ([
  [undefined, false],
  [[], false],
  [['GET'], true],
  [[/^POST/], false],
  [[{}], false],
  [[{ op: 'http' }], true],
  [[{ op: 'http', name: 'other' }], false],
  [[{ attributes: { status: 200 } }], true],
  [[{ attributes: { status: 404 } }], false],
  [[{ attributes: { url: /health/ } }], true],
  [[{ attributes: { list: ['a', 'b'] } }], true],
  [[{ attributes: { list: ['a'] } }], false],
  [[null, 5, 'GET'], true],
]))
  test(`ignoreSpans ${JSON.stringify(filters)}`, () =>
    assert.equal(
      isIgnored(
        {
          name: 'GET /health',
          op: 'http.client',
          attributes: { status: 200, url: '/health', list: ['a', 'b'] },
        },
        filters,
      ),
      expect,
    ))

/** What `transactions` sends, and how many spans it counts as lost. @param {any} [options] */
const collected = (options = {}) => {
  /** @type {any[]} */
  const events = []
  let lost = 0
  const ofSegments = transactions(options, {
    scope: () => ({ user: { id: 'u' } }),
    samplingContext: (note) => ({ trace_id: note.traceId, public_key: 'k' }),
    countLoss: (_, count) => {
      lost += count
    },
    send({ trace, eventId: event_id, ...item }) {
      const header = JSON.stringify({ event_id, trace, sent_at: new Date().toISOString() })
      const envelope = parseEnvelope(`${header}\n${wholeItem(/** @type {any} */ (item), 1)}`)
      assert.deepEqual(envelopeFaults(envelope), [])
      events.push(envelope.items[0]?.payload)
    },
  })
  return { ofSegments, events, lost: () => lost }
}

test('a static segment is a transaction with its spans and measurements', () => {
  const { ofSegments, events, lost } = collected({ release: '1.0' })
  const segment = noteOf({
    name: '/cart',
    op: 'pageload',
    source: 'url',
    attributes: {
      'browser.web_vital.fcp.value': 120.5,
      'browser.web_vital.cls.value': 0,
      'url.full': 'https://a.test/cart',
    },
  })
  ofSegments.add(noteOf({ name: 'GET a.test', status: 'not_found' }, segment))
  ofSegments.add(segment)
  ofSegments.add(noteOf({}, segment))
  const [event] = events
  assert.equal(events.length, 1)
  assert.equal(lost(), 1)
  assert.deepEqual(event.measurements, {
    fcp: { value: 120.5, unit: 'millisecond' },
    cls: { value: 0, unit: '' },
  })
  assert.deepEqual(
    [event.transaction, event.transaction_info, event.release, event.user],
    ['/cart', { source: 'url' }, '1.0', { id: 'u' }],
  )
  assert.deepEqual(
    event.spans.map((/** @type {any} */ span) => [span.description, span.status, span.parent_span_id]),
    [['GET a.test', 'not_found', segment.spanId]],
  )
  assert.equal(event.contexts.trace.op, 'pageload')
})

test('a transaction has its spans as the page’s options want them', () => {
  const { ofSegments, events, lost } = collected({
    ignoreSpans: ['noise'],
    beforeSendSpan: (/** @type {any} */ span) => ({ ...span, description: span.description.toUpperCase() }),
  })
  const segment = noteOf({ name: '/cart', op: 'pageload', source: 'url' })
  const noise = noteOf({ name: 'noise' }, segment)
  ofSegments.add(noise)
  ofSegments.add(noteOf({ name: 'inner', parentSpanId: noise.spanId }, segment))
  ofSegments.add(segment)
  assert.equal(events[0].transaction, '/CART')
  assert.deepEqual(
    events[0].spans.map((/** @type {any} */ span) => [span.description, span.parent_span_id]),
    [['INNER', segment.spanId]],
  )
  assert.equal(lost(), 1)
})

test('transactions are bounded in spans and in segments that never end', () => {
  const { ofSegments, events, lost } = collected({ ignoreSpans: ['noise'] })
  const segment = noteOf({ op: 'pageload' })
  for (let at = 0; at < 1001; at++) ofSegments.add(noteOf({}, segment))
  ofSegments.add(segment)
  assert.equal(events[0].spans.length, 1000)
  assert.equal(lost(), 1)
  for (let at = 0; at < 25; at++) ofSegments.add(noteOf({}, noteOf()))
  assert.equal(lost(), 6)
  ofSegments.add(noteOf({ name: 'noise' }))
  assert.deepEqual([events.length, lost()], [1, 7])
})

test('beforeSendTransaction may change or drop it', () => {
  const { ofSegments, events } = collected({
    beforeSendTransaction: (/** @type {any} */ event) =>
      event.transaction === 'drop' ? null : { ...event, transaction: 'changed' },
  })
  ofSegments.add(noteOf({ op: 'pageload', name: 'drop' }))
  ofSegments.add(noteOf({ op: 'pageload', name: 'keep' }))
  assert.deepEqual(
    events.map(({ transaction }) => transaction),
    ['changed'],
  )
})

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

test('vitals are spans as Sentry sends them', () => {
  const vital = {
    value: 120.5,
    rating: 'good',
    navigationType: 'navigate',
    startTime: 0,
    endTime: 120.5,
    attribution: {},
  }
  const lcp = vitalSpan(
    {
      ...vital,
      name: 'lcp',
      attribution: { target: 'img#hero', url: 'https://a.test/x?token=1', resourceLoadDelay: 5 },
    },
    'page',
  )
  assert.deepEqual(
    [lcp?.op, lcp?.origin, lcp?.name],
    ['ui.webvital.lcp', 'auto.ui.browser.lcp', 'Largest contentful paint'],
  )
  assert.equal(Number(lcp?.end) - Number(lcp?.start), 120.5)
  const { 'user_agent.original': _, ...attributes } = lcp?.attributes ?? {}
  assert.deepEqual(attributes, {
    'browser.web_vital.lcp.value': 120.5,
    'browser.web_vital.lcp.rating': 'good',
    'sentry.exclusive_time': 0,
    'sentry.pageload.span_id': 'page',
    'browser.navigation.id': undefined,
    'browser.navigation.type': 'navigate',
    'browser.web_vital.lcp.element': 'img#hero',
    'browser.web_vital.lcp.url': 'https://a.test/x?token=[Filtered]',
    'browser.web_vital.lcp.resource_load_delay': 5,
  })
  const cls = vitalSpan(
    { ...vital, name: 'cls', value: 0, endTime: 50, attribution: { largestShiftTarget: 'div.ad' } },
    'page',
  )
  assert.equal(cls?.start, cls?.end)
  assert.equal(cls?.attributes['browser.web_vital.cls.source.1'], 'div.ad')
  const inp = (/** @type {any} */ attribution, value = 48) =>
    vitalSpan({ ...vital, name: 'inp', value, attribution }, 'page')
  for (const [eventType, op] of [
    ['pointerup', 'click'],
    ['keydown', 'press'],
    ['dragend', 'drag'],
    ['mouseover', 'hover'],
  ])
    assert.equal(inp({ eventType })?.op, `ui.interaction.${op}`)
  const press = inp({ eventType: 'keydown', interactionTime: 900, longestScript: { subpart: 'input-delay' } })
  assert.equal(Number(press?.end) - Number(press?.start), 48)
  assert.equal(press?.attributes['browser.web_vital.inp.interaction_type'], 'press')
  assert.equal(press?.attributes['browser.web_vital.inp.longest_script.subpart'], 'input-delay')
  for (const value of [0, 60_001]) assert.equal(inp({}, value), undefined)
})

test('a vital belongs to the page load, or to the first navigation after the act of the visitor', () => {
  const at = (/** @type {number} */ ms) => noteOf({ start: performance.timeOrigin + ms })
  const segments = [at(0), at(1000), at(2000)]
  const of = (/** @type {any} */ navigationId, /** @type {number} */ startTime) =>
    segments.indexOf(
      segmentOf(/** @type {any} */ ({ navigationId, startTime }), segments[0], segments) ?? at(0),
    )
  assert.deepEqual([of(undefined, 0), of(2, 998), of(3, 1500), of(4, 2500)], [0, 1, 2, 0])
})

test('an attribute may have the name of a member of every object', () => {
  const names = ['constructor', 'toString', '__proto__', 'hasOwnProperty']
  const own = Object.fromEntries(names.map((name) => [name, 'x']))
  const text = attributesText(JSON.stringify, own)
  for (const name of names) assert.match(text, new RegExp(`"${name}":\\{"value":"x","type":"string"\\}`))
  JSON.parse(text)
})
