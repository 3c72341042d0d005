// @ts-check
// The names of segments.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { publicApi } from '../../js/api/public_api.js'
import { startBrowserTracingNavigationSpan } from '../../js/tracing/page_segments.js'
import { updateSpanName } from '../../js/tracing/span.js'
import { page } from '../../js/tracing/trace_state.js'
import { ended, named, open, sent, stop } from './performance_page.mjs'

test("the page's own function names routes, and a route provider's name counts more", async () => {
  const first = open({ routeOf: (/** @type {string} */ path) => path.replace(/\d+/, '[user]') })
  first.startStage()
  await ended(first.load)
  stop()
  assert.equal(named('/users/[user]').attributes['sentry.segment.name.source'].value, 'route')
  page.span = page.trace = undefined
  publicApi.close()

  sent.length = 0
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

test('the path of a hash router is a part of the route, and what it carries is not', async () => {
  for (const [path, route = ''] of [
    ['/#/users/17?tab=1', '/#/users/:id'],
    ['/shop/#!/users/17', '/shop/#!/users/:id'],
    ['/#/callback&access_token=x/y', '/#/callback'],
    ['/docs#users/17', '/docs'],
  ]) {
    const { startStage, load } = open({}, {}, path)
    startStage()
    await ended(load)
    stop()
    assert.equal(named(route)?.attributes['http.route'].value, route)
    page.span = page.trace = undefined
    publicApi.close()
    sent.length = 0
  }
})
