// @ts-check
// Web vitals as spans.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { segmentOf, vitalSpan } from '../../js/on_demand/performance/vital_spans.js'
import { noteOf } from './performance_notes.mjs'

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
  // When it was reported, not when the visitor acted: INP may fall to that of an earlier interaction.
  const reported = Number(press?.attributes['browser.web_vital.inp.report_time'])
  assert.ok(Math.abs(reported - Date.now() / 1000) < 5, `${reported}`)
  assert.equal(inp({}, 60_001), undefined)
  // A fast handler, whose event the browser rounds to 0: without it the percentiles would be those of slow visits.
  assert.equal(inp({}, 0)?.attributes['browser.web_vital.inp.value'], 0)
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
