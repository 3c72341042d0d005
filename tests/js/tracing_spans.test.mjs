// @ts-check
// Sentry's functions for spans answer here as in @sentry/browser.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BUFFER_OVERFLOW } from '../../js/core/discard_reasons.js'
import { both, startBalefire } from './two_tracers.mjs'

const ALL = { tracesSampleRate: 1 }

/** Trace and span id, flag and whether it records. @param {any} span */
const facts = (span) => {
  if (!span) return
  const { traceId, spanId, traceFlags } = span.spanContext()
  return [traceId, spanId, traceFlags, span.isRecording()]
}

/** @type {[name: string, options: object, act: (api: any) => unknown][]} */
const CASES = [
  [
    'a span and its child, which is one of the root',
    ALL,
    (api) =>
      api.startSpan({ name: 'a' }, (/** @type {any} */ a) =>
        api.startSpan({ name: 'b' }, (/** @type {any} */ b) => [
          facts(a),
          facts(b),
          facts(api.getActiveSpan()),
        ]),
      ),
  ],
  ['the callback’s answer', ALL, (api) => api.startSpan({ name: 'a' }, () => 7)],
  [
    'the span has ended after the callback',
    ALL,
    (api) => facts(api.startSpan({ name: 'a' }, (/** @type {any} */ a) => a)),
  ],
  [
    'the span has ended after the promise',
    ALL,
    async (api) => {
      let span
      const answer = await api.startSpan({ name: 'a' }, async (/** @type {any} */ a) => {
        await 0
        span = a
        return a.isRecording()
      })
      return [answer, facts(span)]
    },
  ],
  [
    'an exception goes on to the page',
    ALL,
    (api) => {
      let span
      try {
        api.startSpan({ name: 'a' }, (/** @type {any} */ a) => {
          span = a
          throw new Error('no')
        })
      } catch (error) {
        return [String(error), facts(span), facts(api.getActiveSpan())]
      }
    },
  ],
  [
    'a rejection goes on to the page',
    ALL,
    async (api) => {
      let span
      try {
        await api.startSpan({ name: 'a' }, async (/** @type {any} */ a) => {
          span = a
          throw new Error('no')
        })
      } catch (error) {
        return [String(error), facts(span), facts(api.getActiveSpan())]
      }
    },
  ],
  [
    'a manual span ends when it is told to',
    ALL,
    (api) =>
      api.startSpanManual({ name: 'a' }, (/** @type {any} */ a, /** @type {() => void} */ finish) => {
        const before = a.isRecording()
        finish()
        return [before, a.isRecording()]
      }),
  ],
  [
    'a manual span goes on after its callback',
    ALL,
    (api) => facts(api.startSpanManual({ name: 'a' }, (/** @type {any} */ a) => a)),
  ],
  [
    'an inactive span is not the active one',
    ALL,
    (api) => [facts(api.startInactiveSpan({ name: 'a' })), facts(api.getActiveSpan())],
  ],
  [
    'a parent of the page’s choice',
    { ...ALL, parentSpanIsAlwaysRootSpan: false },
    (api) => {
      const a = api.startInactiveSpan({ name: 'a' })
      return api.withActiveSpan(a, () =>
        api.startSpan({ name: 'b' }, (/** @type {any} */ b) => [
          facts(b),
          facts(api.startInactiveSpan({ name: 'c', parentSpan: a })),
          facts(api.startInactiveSpan({ name: 'd', parentSpan: null })),
        ]),
      )
    },
  ],
  [
    'no active span within withActiveSpan(null)',
    ALL,
    (api) => api.startSpan({ name: 'a' }, () => api.withActiveSpan(null, () => facts(api.getActiveSpan()))),
  ],
  [
    'onlyIfParent without a parent',
    ALL,
    (api) => facts(api.startInactiveSpan({ name: 'a', onlyIfParent: true })),
  ],
  [
    'a transaction of its own is in the same trace',
    ALL,
    (api) =>
      api.startSpan({ name: 'a' }, (/** @type {any} */ a) => [
        facts(a),
        facts(api.startInactiveSpan({ name: 'b', forceTransaction: true })),
      ]),
  ],
  [
    'two roots are of one trace',
    ALL,
    (api) => [facts(api.startInactiveSpan({ name: 'a' })), facts(api.startInactiveSpan({ name: 'b' }))],
  ],
  [
    'a new trace',
    ALL,
    (api) => [
      facts(api.startInactiveSpan({ name: 'a' })),
      api.startNewTrace(() => [facts(api.getActiveSpan()), facts(api.startInactiveSpan({ name: 'b' }))]),
      facts(api.startInactiveSpan({ name: 'c' })),
    ],
  ],
  [
    'suppressed',
    ALL,
    (api) => [
      api.suppressTracing(() => api.startSpan({ name: 'a' }, facts)),
      api.startSpan({ name: 'b' }, (/** @type {any} */ b) => [
        facts(b),
        api.suppressTracing(() => facts(api.startInactiveSpan({ name: 'c' }))),
      ]),
    ],
  ],
  [
    'without the options for spans',
    {},
    (api) =>
      api.startSpan({ name: 'a' }, (/** @type {any} */ a) => [
        facts(a),
        facts(api.startInactiveSpan({ name: 'b' })),
      ]),
  ],
  [
    'a rate of zero',
    { tracesSampleRate: 0 },
    (api) =>
      api.startSpan({ name: 'a' }, (/** @type {any} */ a) => [
        facts(a),
        facts(api.startInactiveSpan({ name: 'b' })),
      ]),
  ],
  [
    'the functions of a span return it, and never throw',
    ALL,
    (api) => {
      const span = api.startInactiveSpan({ name: 'a' })
      const link = { context: span.spanContext() }
      return [
        span.setAttribute('a', 1) === span,
        span.setAttributes({ b: [1], c: undefined }) === span,
        span.setStatus({ code: 2, message: 'not_found' }) === span,
        span.updateName('b') === span,
        span.addLink(link) === span,
        span.addLinks([link]) === span,
        span.addEvent('x') === span,
        span.recordException(new Error('x')),
        api.updateSpanName(span, 'c'),
        api.setHttpStatus(span, 404),
        span.end(),
        span.end(),
        facts(span),
      ]
    },
  ],
  [
    'continued from headers',
    ALL,
    (api) =>
      api.continueTrace(
        { sentryTrace: `${'a'.repeat(32)}-${'b'.repeat(16)}-0`, baggage: 'sentry-sample_rate=0.5,other=1' },
        () => [facts(api.startInactiveSpan({ name: 'a' })), facts(api.getActiveSpan())],
      ),
  ],
  [
    'continued from nothing',
    ALL,
    (api) =>
      api.continueTrace({ sentryTrace: undefined, baggage: undefined }, () =>
        facts(api.startInactiveSpan({ name: 'a' })),
      ),
  ],
]

for (const [name, options, act] of CASES)
  test(name, async () => {
    const { balefire, sentry } = await both(options, act)
    assert.deepEqual(balefire, sentry)
  })

test('what a span notes for the performance stage', () => {
  const { startSpan, startInactiveSpan, tracer, updateSpanName, setHttpStatus } = startBalefire(ALL)
  // Those of other tests.
  for (const event of /** @type {const} */ (['onStart', 'onEnd'])) tracer[event](() => {})()
  /** @type {any[]} */
  const notes = []
  /** @type {string[]} */
  const started = []
  const stops = [
    tracer.onEnd((/** @type {any} */ note) => notes.push(note)),
    tracer.onStart((/** @type {any} */ { name }) => started.push(name)),
  ]
  startSpan(
    { name: 'checkout', op: 'task', attributes: { items: 3 }, startTime: 1_700_000_000 },
    (/** @type {any} */ span) => {
      startInactiveSpan({ name: 'pay', startTime: [1_700_000_000, 5e8] })
        .setAttribute('a', 1)
        .end(new Date(1_700_000_001_000))
      updateSpanName(span, 'buy')
      setHttpStatus(span, 503)
    },
  )
  for (const stop of stops) stop()
  assert.deepEqual(started, ['checkout', 'pay'])
  const [pay, buy] = notes
  assert.equal(pay.segment, buy)
  assert.equal(buy.segment, buy)
  assert.equal(pay.parentSpanId, buy.spanId)
  assert.equal(pay.traceId, buy.traceId)
  assert.deepEqual([pay.start, pay.end, buy.start], [1_700_000_000_500, 1_700_000_001_000, 1_700_000_000_000])
  assert.deepEqual(buy.attributes, {
    items: 3,
    'sentry.custom_span_name': 'buy',
    'http.response.status_code': 503,
  })
  assert.deepEqual(
    [buy.name, buy.op, buy.origin, buy.source, buy.status, buy.sampleRate],
    ['buy', 'task', 'manual', 'custom', 'error', 1],
  )
})

test('spans wait for the performance stage, as many as it sends at once; the others are counted', () => {
  const { startInactiveSpan, tracer } = startBalefire(ALL)
  tracer.takeLosses()
  for (let at = 0; at < 1003; at++) startInactiveSpan({ name: `${at}` }).end()
  let count = 0
  const stop = tracer.onEnd(() => count++)
  assert.equal(count, 1000)
  assert.deepEqual(tracer.takeLosses(), [[3, 'span', BUFFER_OVERFLOW]])
  startInactiveSpan({ name: 'later' }).end()
  assert.equal(count, 1001)
  stop()
  tracer.onEnd(() => assert.fail('each span is told of once'))()
})

test('a segment is the parent of what comes, until it ends or another one starts', () => {
  const { startInactiveSpan, getActiveSpan, tracer } = startBalefire(ALL)
  const first = tracer.startSegment({
    name: '/a',
    op: 'pageload',
    origin: 'auto.pageload.browser',
    source: 'url',
  })
  assert.equal(tracer.activeSegment(), first.note)
  assert.equal(getActiveSpan(), first)
  assert.equal(startInactiveSpan({ name: 'x' }).note.segment, first.note)
  assert.equal(
    tracer.note({ name: 'y', op: 'resource.img', start: 1, end: 2 }).parentSpanId,
    first.note.spanId,
  )
  const second = tracer.startSegment({ name: '/b' })
  assert.ok(first.note.end)
  second.end()
  assert.equal(tracer.activeSegment(), undefined)
  assert.equal(tracer.note({ name: 'z', start: 1, end: 2 }), undefined)
  assert.equal(startInactiveSpan({ name: 'x' }).note.traceId, first.note.traceId)
  tracer.onEnd(() => {})()
})

test('a span has a time that JSON can say, and ends after its start', () => {
  const { startInactiveSpan } = startBalefire(ALL)
  for (const time of [Number.POSITIVE_INFINITY, Number.NaN, 1]) {
    const span = startInactiveSpan({ name: 'a', startTime: time === 1 ? undefined : time })
    span.end(time)
    const { start, end } = span.note
    assert.ok(Math.abs(start - Date.now()) < 10_000, `${start}`)
    assert.ok(end >= start && end < Date.now() + 10_000, `${end}`)
  }
})

test('hostile values never throw into the page', () => {
  const { startInactiveSpan, startSpan, continueTrace, getTraceData } = startBalefire({
    tracesSampler: () => Symbol('no'),
  })
  const hostile = {
    get a() {
      throw new Error('of a getter')
    },
  }
  const trap = () => {
    throw new Error('of a proxy')
  }
  for (const value of /** @type {any[]} */ ([
    undefined,
    null,
    Symbol('x'),
    1n,
    hostile,
    trap,
    '\ud800',
    [],
    [hostile, 1],
    new Proxy({}, { get: trap, ownKeys: trap }),
  ])) {
    const span = startInactiveSpan({
      name: value,
      op: value,
      attributes: value,
      startTime: value,
      parentSpan: undefined,
      links: value,
    })
    span.setAttributes(value).setStatus(value).addLinks(undefined)
    span.end(value)
    assert.ok(span.note.end > 0)
    assert.equal(typeof span.note.name, 'string')
    assert.match(startSpan({ name: value }, () => getTraceData())['sentry-trace'], /-0$/)
    continueTrace({ sentryTrace: value, baggage: value }, () => getTraceData())
  }
})

test('an integration of init may call the API while it starts', () => {
  const { startInactiveSpan, getClient } = startBalefire()
  /** @type {boolean[]} */
  let seen = []
  const own = {
    name: 'Own',
    setup: (/** @type {any} */ client) => {
      seen = [startInactiveSpan({ name: 'a' }).isRecording(), getClient() === client]
    },
  }
  startBalefire({ ...ALL, integrations: [own] })
  assert.deepEqual(seen, [true, true])
})
