// @ts-check
// The performance stage with the tracer of the page: what happens when, without a browser.
import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { publicApi, start } from '../../js/api/public_api.js'
import { startPerformance, startVitalsAlone } from '../../js/on_demand/performance/stage3.js'
import { noteOf } from '../../js/tracing/notes.js'
import {
  startBrowserTracingNavigationSpan,
  startBrowserTracingPageLoadSpan,
} from '../../js/tracing/page_segments.js'
import { updateSpanName } from '../../js/tracing/span.js'
import { startInactiveSpan, startSpan } from '../../js/tracing/spans.js'
import { page } from '../../js/tracing/trace_state.js'
import { tracer } from '../../js/tracing/tracer.js'

const tracing = { tracer, startNavigation: startBrowserTracingNavigationSpan }
const URL_SOURCE = { origin: 'auto.navigation.browser', source: 'url' }

/** @type {any[]} */
let sent = []
/** @type {() => void} */
let stop = () => {}
/** @type {(vital: any) => void} */
let report = () => {}

/** The spans that were sent, by name. */
const spans = () => sent.flatMap(({ payload, type }) => (type === 'span' ? JSON.parse(payload).items : []))
const named = (/** @type {string} */ name) => spans().find((span) => span.name === name)

/** The span has ended, and the stage has had a turn for it. @param {any} span */
const ended = async (span) => {
  while (!span.note.end) await pause(5)
  await pause(20)
}

const pause = (/** @type {number} */ ms) => new Promise((done) => setTimeout(done, ms))

/** A page at an address, and its stage. @param {any} [settings] @param {any} [options] @param {string} [path] */
const open = (settings = {}, options = {}, path = '/users/17') => {
  Object.assign(globalThis, { location: new URL(`https://shop.test${path}`) })
  start(
    { dsn: 'https://k@a.test/1', tracesSampleRate: 1, defaultIntegrations: false, ...options },
    {
      chooseIntegrations: () => [],
      makeStage2: /** @type {any} */ (
        () => ({
          begin: () => () => {},
          load() {},
          finish() {},
          flush: async () => true,
          sendItem: (/** @type {any} */ item) => sent.push(item),
          work() {},
        })
      ),
    },
  )
  const load = startBrowserTracingPageLoadSpan(0, {
    name: path,
    origin: 'auto.pageload.browser',
    source: 'url',
  })
  const startStage = () => {
    stop = startPerformance(publicApi.getClient(), tracing, { idleTimeout: 40, ...settings }, (told) => {
      report = told
      return { flush() {}, stop() {} }
    })
  }
  return { load, startStage }
}

beforeEach(() => {
  sent = []
})
afterEach(() => {
  stop()
  publicApi.close()
  page.span = page.trace = undefined
})

test('a page load ends by itself, is named by its route, and its end is that of its last child', async () => {
  // A busy machine may need long between two lines; a page load that was idle for this time is over.
  const { load, startStage } = open({ idleTimeout: 400 })
  startSpan({ name: 'before the stage' }, () => {})
  startStage()
  const child = startInactiveSpan({ name: 'a child' })
  await pause(450)
  assert.equal(load.note.end, undefined, 'the child is open')
  child.end()
  await ended(load)
  stop()
  const root = named('/users/:id')
  assert.equal(root.is_segment, true)
  assert.equal(root.attributes['http.route'].value, '/users/:id')
  assert.equal(root.attributes['sentry.idle_span_finish_reason'].value, 'idleTimeout')
  assert.equal(root.attributes['sentry.segment.name.source'].value, 'url')
  assert.equal(root.end_timestamp, named('a child').end_timestamp)
  assert.equal(named('before the stage').parent_span_id, root.span_id)
  assert.equal(page.span, undefined)
})

test('a request that runs when the stage comes holds the page load', async () => {
  const { load, startStage } = open()
  const request = startInactiveSpan({ name: 'GET shop.test', op: 'http.client' })
  await pause(60)
  startStage()
  await pause(80)
  assert.equal(load.note.end, undefined)
  request.end()
  await ended(load)
  assert.equal(load.note.end, request.note.end)
})

test('a page load that was over before the stage came ends where it was over', async () => {
  const { load, startStage } = open()
  const first = startInactiveSpan({ name: 'first' })
  first.end()
  await pause(80)
  startInactiveSpan({ name: 'a poll' }).end()
  await pause(80)
  startStage()
  await ended(load)
  assert.equal(load.note.end, first.note.end)
})

test('a navigation ends the page load, in a trace of its own with a link', async () => {
  const { load, startStage } = open()
  startStage()
  const navigation = startBrowserTracingNavigationSpan(0, { name: '/cart', ...URL_SOURCE }, { url: '/cart' })
  await ended(navigation)
  stop()
  const [root, next] = [named('/users/:id'), named('/cart')]
  assert.equal(root.attributes['sentry.idle_span_finish_reason'].value, 'cancelled')
  assert.notEqual(next.trace_id, root.trace_id)
  assert.deepEqual(
    next.links.map((/** @type {any} */ { trace_id, span_id }) => [trace_id, span_id]),
    [[load.note.traceId, load.note.spanId]],
  )
  assert.equal(next.attributes['sentry.pageload.span_id'].value, load.note.spanId)
  assert.equal(root.attributes['sentry.pageload.span_id'], undefined)
  assert.equal(navigation?.note.end !== undefined, true)
  assert.ok(
    sent.every(({ trace, payload }) =>
      JSON.parse(payload).items.every((/** @type {any} */ s) => s.trace_id === trace.trace_id),
    ),
  )
})

test('segments that ended before the stage was there are sent too, in their order', async () => {
  const { load, startStage } = open()
  const navigation = startBrowserTracingNavigationSpan(
    0,
    { name: '/cart/3', ...URL_SOURCE },
    { url: '/cart/3' },
  )
  startStage()
  await ended(navigation)
  stop()
  assert.ok(named('/users/:id'))
  assert.equal(named('/cart/:id').links[0].span_id, load.note.spanId)
})

test('a stage that has stopped leaves the segments of the next one alone', async () => {
  const { startStage } = open()
  startStage()
  stop()
  publicApi.close()
  const next = open()
  await pause(80)
  assert.equal(next.load.note.end, undefined)
})

test('linkPreviousTrace can be off', async () => {
  const { startStage } = open({ linkPreviousTrace: 'off' })
  startStage()
  await ended(startBrowserTracingNavigationSpan(0, { name: '/cart', ...URL_SOURCE }, { url: '/cart' }))
  stop()
  assert.equal(named('/cart').links, undefined)
})

test('a root span of the page with the op of a navigation is no segment of the page', async () => {
  const { load, startStage } = open()
  startStage()
  const own = startInactiveSpan({ name: 'own', op: 'navigation', parentSpan: null })
  await ended(load)
  assert.ok(load.note.end)
  assert.equal(own.note.end, undefined)
  own.end()
  stop()
})

test("the page's own function names routes, and a route provider's name counts more", async () => {
  const first = open({ routeOf: (/** @type {string} */ path) => path.replace(/\d+/, '[user]') })
  first.startStage()
  await ended(first.load)
  stop()
  assert.equal(named('/users/[user]').attributes['sentry.segment.name.source'].value, 'route')
  page.span = page.trace = undefined
  publicApi.close()

  sent = []
  const second = open({
    routeOf() {
      throw new Error('no')
    },
  })
  second.startStage()
  updateSpanName(second.load, 'Profile')
  await ended(second.load)
  stop()
  assert.equal(named('Profile').attributes['sentry.segment.name.source'].value, 'custom')
  assert.equal(named('Profile').attributes['http.route'].value, '/users/:id')
})

test('FCP and TTFB are told by the page load until it has gone, and by spans after', async () => {
  const { load, startStage } = open()
  startStage()
  const vital = { rating: 'good', navigationType: 'navigate', startTime: 0, attribution: {} }
  report({ ...vital, name: 'fcp', value: 120.5 })
  await ended(load)
  report({ ...vital, name: 'ttfb', value: 30 })
  report({ ...vital, name: 'cls', value: 0.02 })
  stop()
  assert.equal(named('/users/:id').attributes['browser.web_vital.fcp.value'].value, 120.5)
  assert.equal(named('First contentful paint'), undefined)
  const ttfb = named('Time to first byte')
  assert.equal(ttfb.attributes['browser.web_vital.ttfb.value'].value, 30)
  assert.equal(ttfb.parent_span_id, load.note.spanId)
  assert.equal(named('Layout shift').attributes['sentry.pageload.span_id'].value, load.note.spanId)
})

test('a vital can be left out, and nothing of a trace that is not sampled is sent', async () => {
  const { startStage } = open({ webVitals: { ignore: ['cls'] } }, { tracesSampleRate: 0 })
  startStage()
  report({ name: 'cls', value: 0, startTime: 0, attribution: {} })
  report({ name: 'lcp', value: 10, startTime: 0, attribution: {} })
  await pause(90)
  stop()
  assert.deepEqual(sent, [])
})

/** The vitals of a visitor whose page load ended before the stage was there. */
const reportAll = () => {
  const vital = { rating: 'good', navigationType: 'navigate', startTime: 0, attribution: {} }
  for (const name of ['fcp', 'ttfb', 'cls', 'lcp']) report({ ...vital, name, value: 0.5 })
}

test('a page load that is not sampled keeps its vitals to itself, also after a sampled navigation', async () => {
  const { startStage } = open({}, { tracesSampler: (/** @type {any} */ { name }) => name === '/cart' })
  const navigation = startBrowserTracingNavigationSpan(0, { name: '/cart', ...URL_SOURCE }, { url: '/cart' })
  startStage()
  reportAll()
  await ended(navigation)
  reportAll()
  stop()
  assert.deepEqual(
    spans().map(({ name }) => name),
    ['/cart'],
  )
  const names = Object.keys(named('/cart').attributes).filter((name) =>
    /vital\.(fcp|ttfb|cls|lcp)\.v/.test(name),
  )
  assert.deepEqual(names, [])
})

test('a page without a page load has a vital of a soft navigation, and no other', async () => {
  const { load, startStage } = open()
  Object.assign(load.note, { isSampled: false })
  page.load = undefined
  const navigation = startBrowserTracingNavigationSpan(0, { name: '/cart', ...URL_SOURCE }, { url: '/cart' })
  sent = []
  startStage()
  reportAll()
  report({ name: 'cls', value: 0.1, navigationId: 2, startTime: 0, attribution: {} })
  await ended(navigation)
  stop()
  assert.deepEqual(
    spans()
      .filter(({ attributes }) => attributes['sentry.pageload.span_id'])
      .map(({ name, parent_span_id, attributes }) => [
        name,
        parent_span_id,
        attributes['browser.navigation.id'].value,
      ]),
    [['Layout shift', navigation?.note.spanId, 2]],
  )
})

test('a page load that was sent in brief still has the vitals that come later', async () => {
  const { load, startStage } = open()
  Object.assign(load.note, { isBrief: true, end: Date.now() })
  page.span = undefined
  startStage()
  reportAll()
  await pause(20)
  stop()
  assert.deepEqual(
    spans().map(({ attributes, parent_span_id }) => [attributes['sentry.op'].value, parent_span_id]),
    ['fcp', 'ttfb', 'cls', 'lcp'].map((name) => [`ui.webvital.${name}`, load.note.spanId]),
  )
})

test('a navigation after a page load that was sent in brief links to it, and names it', async () => {
  const { load, startStage } = open()
  Object.assign(load.note, { isBrief: true, end: Date.now() })
  page.span = undefined
  startStage()
  const next = startBrowserTracingNavigationSpan(0, { name: '/cart', ...URL_SOURCE }, { url: '/cart' })
  await ended(next)
  stop()
  const { links, attributes } = named('/cart')
  assert.equal(links[0].span_id, load.note.spanId)
  assert.equal(attributes['sentry.pageload.span_id'].value, load.note.spanId)
})

test('with the static lifecycle a segment is a transaction with its vitals, and INP a container', async () => {
  const { load, startStage } = open({}, { traceLifecycle: 'static' })
  startStage()
  startSpan({ name: 'a child' }, () => {})
  report({ name: 'lcp', value: 99, startTime: 0, attribution: {} })
  report({ name: 'inp', value: 48, startTime: 0, attribution: { eventType: 'click' } })
  await ended(load)
  stop()
  const transactions = sent
    .filter(({ type }) => type === 'transaction')
    .map(({ payload }) => JSON.parse(payload))
  assert.equal(transactions.length, 1)
  assert.deepEqual(transactions[0].measurements.lcp, { value: 99, unit: 'millisecond' })
  assert.deepEqual(
    transactions[0].spans.map((/** @type {any} */ { description }) => description),
    ['a child'],
  )
  assert.deepEqual(
    spans().map(({ name }) => name),
    ['Click'],
  )
})

test('a span that is open when its transaction ends is cancelled with it, one that began before the stage too', async () => {
  const { load, startStage } = open({ childSpanTimeout: 60 }, { traceLifecycle: 'static' })
  startInactiveSpan({ name: 'early' })
  startStage()
  startInactiveSpan({ name: 'open' })
  startSpan({ name: 'a child' }, () => {})
  await ended(load)
  stop()
  const [transaction] = sent
    .filter(({ type }) => type === 'transaction')
    .map(({ payload }) => JSON.parse(payload))
  const found = Object.fromEntries(
    transaction.spans.map((/** @type {any} */ { description, status }) => [description, status]),
  )
  assert.equal(found['a child'], 'ok')
  assert.equal(found.early, 'cancelled')
  assert.equal(transaction.contexts.trace.data['sentry.idle_span_finish_reason'], 'heartbeatFailed')
})

test('a route is named by the attribute of Sentry’s route integrations, or by the option routeProvider', async () => {
  const resolveRoute = ({ pathname = '' }) => pathname.replace(/\d+/, ':user')
  const { load, startStage } = open({}, { routeProvider: { resolveRoute } })
  startStage()
  await ended(load)
  const next = startBrowserTracingNavigationSpan(
    0,
    { name: '/carts/:cart', attributes: { 'sentry.source': 'route' } },
    { url: '/carts/1' },
  )
  await ended(next)
  stop()
  assert.equal(named('/users/:user').attributes['http.route'].value, '/users/:user')
  assert.equal(named('/carts/:cart').attributes['http.route'].value, '/carts/:cart')
})

test('a page’s function that answers nonsense, and an address that is none, leave a segment', async () => {
  const { load, startStage } = open()
  startStage()
  const next = startBrowserTracingNavigationSpan(0, { name: 'there' }, { url: 'http://[' })
  await ended(next)
  stop()
  assert.ok(load.note.end)
  assert.equal(named('there').attributes['url.path'].value, '/users/17')
})

test('enableReportPageLoaded: the page load waits for the page', async () => {
  const { load, startStage } = open({ enableReportPageLoaded: true })
  startStage()
  await pause(90)
  assert.equal(load.note.end, undefined)
  load.setAttribute('sentry.idle_span_finish_reason', 'reportPageLoaded').end()
  await pause(10)
  stop()
  const root = named('/users/:id')
  assert.equal(root.attributes['sentry.idle_span_finish_reason'].value, 'reportPageLoaded')
})

test('the vitals alone are spans of a page view that is not sent, whatever is sampled', () => {
  open({}, { tracesSampleRate: undefined })
  const { traceId, spanId } = page.trace ?? { traceId: '', spanId: '' }
  const pageView = noteOf(/** @type {any} */ (page.trace), undefined, {
    name: '/users/17',
    op: 'pageload',
    source: 'url',
    start: performance.timeOrigin,
    attributes: { 'url.path': '/users/17' },
  })
  stop = startVitalsAlone(publicApi.getClient(), { tracer, pageView }, { ignore: ['fcp'] }, (told) => {
    report = told
    return { ready: Promise.resolve(true), flush() {}, stop() {} }
  })
  const vital = { rating: 'good', navigationType: 'navigate', startTime: 0, attribution: {} }
  for (const name of ['ttfb', 'fcp', 'cls']) report({ ...vital, name, value: 1 })
  stop()
  assert.deepEqual(
    spans().map((span) => [
      span.name,
      span.trace_id,
      span.parent_span_id,
      span.attributes['http.route'].value,
    ]),
    [
      ['Time to first byte', traceId, pageView.spanId, '/users/:id'],
      ['Layout shift', traceId, pageView.spanId, '/users/:id'],
    ],
  )
  assert.notEqual(spans()[0].span_id, spanId)
  assert.equal(sent[0].trace.trace_id, traceId)
})
