// @ts-check
// When the performance stage is fetched, and what is sent without it: a page with timers of its own, without a browser.
import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'

/** @type {{ act: () => unknown, ms: number }[]} */
let timers = []
/** Those to the visibility of the page. @type {(() => void)[]} */
let listeners = []
Object.assign(globalThis, {
  // Before the SDK takes them.
  setTimeout: (/** @type {() => unknown} */ act, ms = 0) => void timers.push({ act, ms }),
  document: { readyState: 'complete', visibilityState: 'visible', querySelector() {} },
  location: new URL('https://shop.test/users/17'),
  EventTarget: {
    prototype: {
      addEventListener: (/** @type {string} */ type, /** @type {() => void} */ act) =>
        void (type === 'visibilitychange' && listeners.push(act)),
      removeEventListener() {},
    },
  },
})
const { publicApi, start } = await import('../../js/api/public_api.js')
const { browserTracing } = await import('../../js/tracing/browser_tracing.js')
const { briefSpans } = await import('../../js/tracing/brief_spans.js')
const { continueTrace } = await import('../../js/tracing/trace_state.js')
const { tracer } = await import('../../js/tracing/tracer.js')
const { startInactiveSpan, startSpan } = await import('../../js/tracing/spans.js')

/** @type {any[]} */
const sent = []

/** Runs the timers that are there; how long each waits, in ms. */
const fire = async () => {
  const due = timers
  timers = []
  for (const { act } of due) await act()
  return due.map(({ ms }) => ms)
}

beforeEach(() => {
  publicApi.close()
  timers = []
})

/** @param {Record<string, any>} options @param {(failures: number) => void} load */
const open = (options, load) => {
  start(
    { dsn: 'https://k@a.test/1', defaultIntegrations: false, ...options },
    {
      chooseIntegrations: () => [],
      makeStage2: /** @type {any} */ (
        () => ({
          begin: () => () => {},
          finish() {},
          flush: async () => true,
          sendItem: (/** @type {any} */ item) => sent.push(item),
          work() {},
        })
      ),
    },
  )
  const integration = browserTracing(async (_client, _options, failures) => load(failures))({
    instrumentNavigation: false,
    traceFetch: false,
    traceXHR: false,
  })
  const client = /** @type {any} */ (publicApi.getClient())
  client.addIntegration(integration)
}

test('the stage is fetched for a page view with a sampled span alone', async () => {
  /** @type {number[]} */
  const loads = []
  const load = (/** @type {number} */ failures) => loads.push(failures)
  open({}, load)
  await fire()
  assert.deepEqual(loads, [], 'without the options for spans')
  publicApi.close()
  open({ tracesSampleRate: 0 }, load)
  startSpan({ name: 'a' }, () => {})
  await fire()
  assert.deepEqual(loads, [], 'none is sampled')
  publicApi.close()
  open({ tracesSampleRate: 1 }, load)
  startSpan({ name: 'a' }, () => {})
  assert.deepEqual(loads, [], 'not before the page has loaded')
  assert.ok((await fire()).includes(1000))
  assert.deepEqual(loads, [0])
})

test('a stage that does not come is tried again, later each time and under another address', async () => {
  /** @type {number[]} */
  const loads = []
  open({ tracesSampleRate: 1 }, (failures) => {
    loads.push(failures)
    if (failures < 2) throw new Error('offline')
  })
  const waits = []
  for (let at = 0; at < 5; at++) waits.push(...(await fire()))
  assert.deepEqual(waits, [1000, 5000, 10_000])
  assert.deepEqual(loads, [0, 1, 2])
})

/** A segment as it is sent in brief. @param {any} note @param {object} [vitals] @param {object} [options] @returns {any[]} */
const inBrief = (note, vitals = {}, options = {}) => {
  note.segment = note
  return JSON.parse(briefSpans([note], options, /** @type {any} */ (vitals))).items
}

test('a page load in brief has plain attributes alone, and no secrets of its address', () => {
  const circle = {}
  Object.assign(circle, { circle })
  const attributes = {
    'url.full': 'https://me:secret@shop.test/a?b=c#d',
    big: 1n,
    circle,
    endless: Infinity,
    missing: undefined,
    'api.token': 'abc',
    tokens: 3,
    count: 2,
    is: true,
  }
  const note = { traceId: 't', spanId: 's', name: '/a', op: 'pageload', start: 1000, end: 2000, attributes }
  const [span] = inBrief(note, { lcp: 5.5 })
  assert.deepEqual(span.attributes, {
    'sentry.op': { value: 'pageload', type: 'string' },
    'sentry.segment.id': { value: 's', type: 'string' },
    'sentry.segment.name': { value: '/a', type: 'string' },
    'sentry.environment': { value: 'production', type: 'string' },
    'url.full': { value: 'https://shop.test/a', type: 'string' },
    tokens: { value: 3, type: 'double' },
    count: { value: 2, type: 'double' },
    is: { value: true, type: 'boolean' },
    'browser.web_vital.lcp.value': { value: 5.5, type: 'double' },
  })
  const urls = [undefined, 5, circle, 1n, 'https://shop.test/@me'].map((url) => {
    const odd = { ...note, attributes: { 'url.full': url } }
    return inBrief(odd)[0].attributes['url.full']?.value
  })
  assert.deepEqual(urls, [undefined, undefined, undefined, undefined, 'https://shop.test/@me'])
})

test('a page load in brief keeps the path of a hash router, without what stands behind it', () => {
  const paths = [
    '/a#/users/5',
    '/a?b=c#!/users/5?token=d',
    '/#/callback&access_token=d',
    '/#/access_token=d&e=/f',
    '/a#b/c',
    '/a?b=#c#/d',
  ]
  const sent = paths.map((path) => {
    const attributes = { 'url.full': `https://me:secret@shop.test${path}` }
    const note = { traceId: 't', spanId: 's', name: '/', op: 'pageload', start: 1000, end: 2000, attributes }
    return inBrief(note)[0].attributes['url.full'].value
  })
  const kept = ['/a#/users/5', '/a#!/users/5', '/#/callback', '/#/access_token', '/a', '/a']
  assert.deepEqual(
    sent,
    kept.map((path) => `https://shop.test${path}`),
  )
})

test('whatever beforeSendSpan answers, a span in brief can be sent', () => {
  const note = {
    traceId: 't',
    spanId: 's',
    name: '/a',
    op: 'pageload',
    start: 1000,
    end: 2000,
    attributes: {},
  }
  const answers = [
    undefined,
    7n,
    Promise.resolve({}),
    { name: Symbol('s'), attributes: { big: 1n, own: 1 }, trace_id: 1n },
    new Proxy({}, { get: () => assert.fail('of a proxy') }),
  ]
  for (const answer of answers) {
    const beforeSendSpan = (/** @type {any} */ span) => {
      span.span_id = 1n
      return answer
    }
    const [span] = inBrief(note, {}, { beforeSendSpan })
    assert.deepEqual([span.trace_id, span.span_id], ['t', 's'])
  }
  const beforeSendSpan = (/** @type {any} */ span) => ({ ...span, name: '/b' })
  assert.equal(inBrief(note, {}, { beforeSendSpan })[0].name, '/b')
})

test('a trace whose service sends no ids in its baggage has no header in envelopes', () => {
  open({ tracesSampleRate: 1 }, () => {})
  const ids = `${'a'.repeat(32)}-${'b'.repeat(16)}-1`
  for (const baggage of [undefined, 'other=1', 'sentry-release=1']) {
    continueTrace({ sentryTrace: ids, baggage }, () => {
      startSpan({ name: 'a' }, (span) => {
        assert.equal(tracer.samplingContext(span.note), undefined)
      })
    })
  }
  const baggage = `sentry-trace_id=${'a'.repeat(32)},sentry-public_key=k`
  continueTrace({ sentryTrace: ids, baggage }, () =>
    startSpan({ name: 'a' }, ({ note }) =>
      assert.equal(/** @type {any} */ (tracer.samplingContext(note)).public_key, 'k'),
    ),
  )
})

for (const [title, childEnd, expected] of /** @type {[string, number, number][]} */ ([
  // Later than this process takes to start.
  ['with the load event', 20_000, 25_000],
  ['with its last child', 40_000, 40_000],
]))
  test(`a page load in brief ends ${title}`, (t) => {
    const page = /** @type {any} */ (globalThis)
    page.document.visibilityState = 'hidden'
    t.after(() => {
      page.document.visibilityState = 'visible'
    })
    t.mock.method(performance, 'getEntriesByType', () => [{ loadEventEnd: 25_000 }])
    listeners = []
    sent.length = 0
    open({ tracesSampleRate: 1 }, () => {})
    startInactiveSpan({ name: 'a child' }).end(performance.timeOrigin + childEnd)
    for (const listener of listeners) listener()
    const spans = sent.flatMap(({ payload }) => JSON.parse(payload).items)
    const load = spans.findLast(({ attributes }) => attributes['sentry.op']?.value === 'pageload')
    const child = spans.find(({ parent_span_id }) => parent_span_id === load.span_id)
    assert.equal(child.name, 'a child')
    assert.equal(Math.round(1000 * (load.end_timestamp - load.start_timestamp)), expected)
  })
