// @ts-check
// Sampling and headers answer as in @sentry/browser.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dynamicSamplingContextToSentryBaggageHeader, propagationContextFromHeaders } from '@sentry/core'
import { statusOfHttp } from '../../js/on_demand/performance/http_status.js'
import { baggageOf, continued, MAX_BAGGAGE } from '../../js/tracing/propagation.js'
import { decide, hasSpans, rateOf } from '../../js/tracing/sampling.js'
import { isTarget } from '../../js/tracing/trace_headers.js'
import { shouldAttachHeaders } from '../../node_modules/@sentry/browser/build/npm/esm/prod/tracing/request.js'
import { both, PAGE, startBalefire } from './two_tracers.mjs'

const TRACE = 'a'.repeat(32)
const PARENT = 'b'.repeat(16)

test('a trace is continued from its headers', () => {
  for (const [sentryTrace, baggage] of [
    [undefined, undefined],
    ['', 'sentry-release=a'],
    ['rubbish', undefined],
    [`${TRACE}-${PARENT}`, undefined],
    [` ${TRACE}-${PARENT}-1 `, undefined],
    [`${TRACE}-${PARENT}-0`, 'a=b'],
    [`${TRACE}-${PARENT}-1`, 'sentry-sample_rand=0.25,sentry-sample_rate=0.5,sentry-release=a%401, other=x'],
    [`${TRACE}-${PARENT}-1`, ' sentry-public_key = k ,sentry-trace_id=t'],
    [`${TRACE}-${PARENT}-2`, undefined],
    [`${TRACE.toUpperCase()}-${PARENT}-1`, undefined],
    [TRACE, undefined],
  ]) {
    const own = continued(0.5, sentryTrace, baggage)
    const theirs = propagationContextFromHeaders(sentryTrace, baggage)
    const name = `${sentryTrace} ${baggage}`
    assert.match(own.traceId, /^[0-9a-f]{32}$/, name)
    if (theirs.parentSpanId || own.dsc) assert.equal(own.traceId, theirs.traceId, name)
    assert.equal(own.parentSpanId, theirs.parentSpanId, name)
    assert.equal(own.isSampled, theirs.sampled, name)
    const { sample_rand, ...dsc } = own.dsc ?? {}
    const { sample_rand: _, ...theirDsc } = theirs.dsc ?? {}
    assert.deepEqual(
      dsc,
      Object.fromEntries(Object.entries(theirDsc).map(([key, value]) => [key.trim(), value])),
      name,
    )
    if (own.dsc) assert.equal(sample_rand, `${own.sampleRand}`)
  }
})

test('the random number of a trace agrees with its decision', () => {
  for (const [flag, rate, random, expect] of [
    ['1', '0.5', 0.999, 0.4995],
    ['0', '0.5', 0, 0.5],
    ['0', '0.5', 0.5, 0.75],
    ['1', '0', 0.5, 0.5],
    ['', '0.5', 0.9, 0.9],
    ['1', 'x', 0.1234567, 0.123456],
    ['1', '', 0.9999999, 0.999999],
  ]) {
    const { sampleRand } = continued(
      Number(random),
      `${TRACE}-${PARENT}${flag && `-${flag}`}`,
      `sentry-sample_rate=${rate}`,
    )
    assert.equal(sampleRand, expect, `${flag} ${rate} ${random}`)
  }
})

test('shares', () => {
  for (const [value, expect] of [
    [0, 0],
    [1, 1],
    [0.25, 0.25],
    ['0.5', 0.5],
    [true, 1],
    [false, 0],
    [-0.1, undefined],
    [1.1, undefined],
    [Number.NaN, undefined],
    ['x', undefined],
    ['', undefined],
    [null, undefined],
    [undefined, undefined],
    [{}, undefined],
  ])
    assert.equal(rateOf(value), expect, String(value))
  for (const [options, expect] of /** @type {[object, boolean][]} */ ([
    [{}, false],
    [{ tracesSampleRate: 0 }, true],
    [{ tracesSampleRate: null }, false],
    [{ tracesSampler() {} }, true],
    [{ tracesSampleRate: '0.1' }, true],
  ]))
    assert.equal(hasSpans(options), expect, JSON.stringify(options))
})

test('who decides whether a trace is sampled', () => {
  /** @type {[options: any, trace: any, isSampled: boolean, rate: number | undefined][]} */
  const table = [
    [{ tracesSampleRate: 0.5 }, { sampleRand: 0.49 }, true, 0.5],
    [{ tracesSampleRate: 0.5 }, { sampleRand: 0.5 }, false, 0.5],
    [{ tracesSampleRate: '0.5' }, { sampleRand: 0.4 }, true, 0.5],
    [{ tracesSampleRate: 2 }, { sampleRand: 0 }, false, undefined],
    [{ tracesSampleRate: 1 }, { sampleRand: 0, isSampled: false }, false, undefined],
    [{ tracesSampleRate: 0 }, { sampleRand: 0.9, isSampled: true }, true, undefined],
    [{ tracesSampleRate: 0, tracesSampler: () => 1 }, { sampleRand: 0.9, isSampled: false }, true, 1],
    [{ tracesSampler: () => true }, { sampleRand: 0.9 }, true, 1],
    [{ tracesSampler: () => undefined, tracesSampleRate: 1 }, { sampleRand: 0 }, false, undefined],
    [
      {
        tracesSampler: () => {
          throw new Error('no')
        },
        tracesSampleRate: 1,
      },
      { sampleRand: 0 },
      true,
      1,
    ],
    [
      {
        tracesSampler: () => {
          throw new Error('no')
        },
      },
      { sampleRand: 0, isSampled: true },
      true,
      undefined,
    ],
    [
      { tracesSampler: (/** @type {any} */ it) => it.inheritOrSampleWith(0.2) },
      { sampleRand: 0.1 },
      true,
      0.2,
    ],
    [
      { tracesSampler: (/** @type {any} */ it) => it.inheritOrSampleWith(1) },
      { sampleRand: 0.1, isSampled: false },
      false,
      0,
    ],
    [
      { tracesSampler: (/** @type {any} */ it) => it.inheritOrSampleWith(1) },
      { sampleRand: 0.3, isSampled: true, dsc: { sample_rate: '0.25' } },
      false,
      0.25,
    ],
    [
      { tracesSampler: (/** @type {any} */ it) => (it.name === 'a' && it.attributes.b === 1 ? 1 : 0) },
      { sampleRand: 0.3 },
      true,
      1,
    ],
  ]
  for (const [options, trace, isSampled, sampleRate] of table) {
    const answer = decide(options, trace, { name: 'a', attributes: { b: 1 } })
    const name = JSON.stringify([options, trace, String(options.tracesSampler)])
    assert.deepEqual(answer, { isDecided: true, isSampled, sampleRate }, name)
  }
})

test('a trace is decided once', () => {
  let calls = 0
  const { startSpan, startInactiveSpan, startNewTrace } = startBalefire({ tracesSampler: () => ++calls % 2 })
  startSpan({ name: 'a' }, () => startInactiveSpan({ name: 'b' }))
  assert.equal(startInactiveSpan({ name: 'c' }).isRecording(), true)
  assert.equal(calls, 1)
  assert.equal(startNewTrace(() => startInactiveSpan({ name: 'd' })).isRecording(), false)
  assert.equal(calls, 2)
})

/** @type {[name: string, options: object, act: (api: any) => unknown][]} */
const HEADERS = [
  ['without the options for spans the decision is left to others', {}, (api) => api.getTraceData()],
  [
    'of an active span',
    { tracesSampleRate: 1 },
    (api) => api.startSpan({ name: 'a b' }, () => api.getTraceData()),
  ],
  [
    'of one that is not sampled',
    { tracesSampleRate: 0 },
    (api) => api.startSpan({ name: 'a' }, () => api.getTraceData()),
  ],
  [
    'of a child',
    { tracesSampleRate: 1, environment: 'staging' },
    (api) =>
      api.startSpan({ name: 'a' }, () => {
        const span = api.startInactiveSpan({ name: 'b' })
        return [api.getTraceData({ span }), api.spanToTraceHeader(span), api.spanToBaggageHeader(span)]
      }),
  ],
  [
    'as traceparent too',
    { tracesSampleRate: 1 },
    (api) => api.startSpan({ name: 'a' }, () => api.getTraceData({ propagateTraceparent: true })),
  ],
  [
    'of a continued trace',
    { tracesSampleRate: 1 },
    (api) =>
      api.continueTrace(
        { sentryTrace: `${TRACE}-${PARENT}-1`, baggage: 'sentry-release=a%401,sentry-sample_rand=0.5,x=y' },
        () => api.startSpan({ name: 'a' }, () => api.getTraceData()),
      ),
  ],
  [
    'of a continued trace that is sampled here',
    { tracesSampler: () => 1 },
    (api) =>
      api.continueTrace(
        { sentryTrace: `${TRACE}-${PARENT}-0`, baggage: 'sentry-sample_rand=0.5,sentry-sample_rate=0.1' },
        () => api.startSpan({ name: 'a' }, () => api.getTraceData()),
      ),
  ],
  [
    'of a trace without a sampling context',
    { tracesSampleRate: 1 },
    (api) =>
      api.continueTrace({ sentryTrace: `${TRACE}-${PARENT}-1` }, () =>
        api.startSpan({ name: 'a' }, () => api.getTraceData()),
      ),
  ],
]

for (const [name, options, act] of HEADERS)
  test(`headers ${name}`, async () => {
    const { balefire, sentry } = await both(options, act)
    assert.deepEqual(balefire, sentry)
  })

test('both headers of an undecided trace have the same ids', () => {
  // Sentry's have two span ids.
  const { traceparent, ...trace } = startBalefire({}).getTraceData({ propagateTraceparent: true })
  assert.equal(traceparent, `00-${trace['sentry-trace']}-00`)
})

test('the addresses that get headers', () => {
  /** @type {[targets: any, url: string][]} */
  const table = [
    undefined,
    [],
    ['api.test'],
    ['API.TEST/V1'],
    ['/cart'],
    [/^\/api/],
    [/^https:\/\/api\.test\//],
    [/API/],
    [/api/g],
    [''],
  ].flatMap((targets) =>
    [
      '/api/x',
      'api',
      'https://shop.test/cart',
      'https://api.test/v1/x',
      '//api.test/v1',
      'https://shop.test.evil.test/',
      'http://shop.test/api',
      'data:text/plain,api',
      '',
    ].map((url) => /** @type {[any, string]} */ ([targets, url])),
  )
  // Sentry reads the page's address there.
  Object.assign(globalThis, { document: { location } })
  for (const [targets, url] of table)
    assert.equal(
      isTarget(new URL(url, PAGE), new URL(PAGE).origin, targets),
      shouldAttachHeaders(url, targets),
      `${url} ${targets}`,
    )
  Reflect.deleteProperty(globalThis, 'document')
  // An attribute of the script tag is one text.
  assert.equal(isTarget(new URL('https://api.test/'), 'https://shop.test', 'api.test'), true)
  assert.equal(isTarget(new URL('https://api.test/'), 'https://shop.test', '["b.test", "api.test"]'), true)
  assert.equal(isTarget(new URL('https://api.test/'), 'https://shop.test', [/** @type {any} */ (7)]), false)
})

test('status of a response', async () => {
  const { getSpanStatusFromHttpCode } = await import('@sentry/core')
  for (let code = 0; code < 700; code++) {
    const { message = 'ok' } = getSpanStatusFromHttpCode(code)
    assert.equal(statusOfHttp(code), message, `${code}`)
  }
})

test('a `baggage` is no longer than browsers and servers take', () => {
  for (const dsc of [
    {},
    { release: 'a b', environment: undefined, trace_id: '' },
    { a: 'x'.repeat(8000), transaction: 'y'.repeat(8000), sampled: 'true' },
    { a: '\u00e4'.repeat(1300), sampled: 'true' },
  ])
    assert.equal(baggageOf(dsc), dynamicSamplingContextToSentryBaggageHeader(/** @type {any} */ (dsc)) ?? '')
  assert.equal(baggageOf({ transaction: '\ud800', sampled: 'true' }), 'sentry-sampled=true')
  assert.ok(baggageOf({ a: '\u00e4'.repeat(1360), b: 'x'.repeat(100) }).length <= MAX_BAGGAGE)
})
