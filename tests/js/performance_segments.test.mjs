// @ts-check
// The segments of a page with the tracer of the page: which there are, and when they end.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { publicApi } from '../../js/api/public_api.js'
import { startBrowserTracingNavigationSpan } from '../../js/tracing/page_segments.js'
import { startInactiveSpan, startSpan } from '../../js/tracing/spans.js'
import { page } from '../../js/tracing/trace_state.js'
import { ended, named, open, pause, sent, stop, URL_SOURCE } from './performance_page.mjs'

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
