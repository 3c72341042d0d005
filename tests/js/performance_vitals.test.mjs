// @ts-check
// The vitals of a page, in its spans.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { publicApi } from '../../js/api/public_api.js'
import { startVitalsAlone } from '../../js/on_demand/performance/stage3.js'
import { noteOf } from '../../js/tracing/notes.js'
import { startBrowserTracingNavigationSpan } from '../../js/tracing/page_segments.js'
import { page } from '../../js/tracing/trace_state.js'
import { tracer } from '../../js/tracing/tracer.js'
import {
  ended,
  named,
  open,
  pause,
  report,
  sent,
  spans,
  startWith,
  stop,
  URL_SOURCE,
} from './performance_page.mjs'

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
  sent.length = 0
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
  startWith((hear) =>
    startVitalsAlone(publicApi.getClient(), { tracer, pageView }, { ignore: ['fcp'] }, (told) => {
      hear(told)
      return { ready: Promise.resolve(true), flush() {}, stop() {} }
    }),
  )
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
