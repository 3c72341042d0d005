// @ts-check
// What a page measures of itself, as our server answers it: over the wire, into the distributions, onto the pages.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { launchers } from './browsers/every.mjs'
import { eventually } from './eventually.mjs'
import { open } from './harness.mjs'
import { HANDLED, OVER, startShop } from './shop.mjs'

/** Routes as the SDK names them, by path. @type {Record<string, string>} */
const ROUTES = { '/products/17': '/products/:id', '/cart/17': '/cart/:id', '/checkout': '/checkout' }
const METRICS = ['lcp', 'cls', 'inp', 'fcp', 'ttfb']

/** @type {import('./harness.mjs').World} */
let world
/** @type {Awaited<ReturnType<typeof startShop>>} */
let shop
before(async () => {
  world = await open()
  shop = await startShop(world.proxy.dsn)
})
after(async () => {
  await shop?.close()
  await world?.close()
})

/** The rows of the API with these fields. @param {string} release @param {string[]} fields @param {string} [search] */
async function rows(release, fields, search = '') {
  const asked = ['transaction', ...fields].map((field) => `field=${encodeURIComponent(field)}`).join('&')
  const query = encodeURIComponent(`release:${release} ${search}`)
  const address = `organizations/balefire/events/?dataset=transactions&statsPeriod=24h&query=${query}&${asked}`
  const { data } = await world.proxy.api(address)
  return /** @type {Record<string, any>[]} */ (data)
}

/** A percentile of each vital by route, as text. @param {string} release */
async function vitalsByRoute(release, share = 'p75') {
  const fields = METRICS.map((metric) => `${share}(measurements.${metric})`)
  /** @type {Record<string, number>} */
  const values = {}
  const ofLoads = await rows(release, fields)
  const ofNavigations = await rows(release, fields, 'browser.navigation.type:soft-navigation')
  for (const row of [...ofLoads, ...ofNavigations])
    for (const [n, metric] of METRICS.entries()) {
      const value = row[fields[n] ?? '']
      if (value !== null) values[`${metric} ${row.transaction}`] = value
    }
  return values
}

/** What pages have measured since the last call: the last value of each metric and route. */
function takeMeasured() {
  /** @type {Record<string, number>} */
  const values = {}
  for (const { name, value, path } of shop.measured.splice(0))
    values[`${name.toLowerCase()} ${ROUTES[path] ?? path}`] = value
  return values
}

/** A histogram is exact to half a percent, and web-vitals reads its clock at another time. @param {string} metric */
const tolerance = (metric, /** @type {number} */ value) =>
  metric === 'cls' ? 0.006 * value + 0.0001 : 0.006 * value + 1

/** Waits for as many values as the page has measured, and holds that they are the same. @param {string} release */
async function checkVitals(release, /** @type {Record<string, number>} */ measured) {
  const expected = Object.keys(measured).sort()
  /** @type {Record<string, number>} */
  let values = {}
  await eventually(
    async () => {
      values = await vitalsByRoute(release)
      return expected.every((key) => key in values)
    },
    () => `${expected}; there are ${Object.keys(values).sort()}`,
  )
  assert.deepEqual(Object.keys(values).sort(), expected)
  for (const key of expected) {
    const [value = 0, wanted = 0] = [values[key], measured[key]]
    const isNear = Math.abs(value - wanted) <= tolerance(key.split(' ')[0] ?? '', wanted)
    assert.ok(isNear, `${key}: the page measured ${wanted}, the server says ${value}`)
  }
}

/** The markup of a page of the server. @param {string} path */
async function htmlOf(path) {
  const response = await fetch(world.proxy.url + path)
  assert.equal(response.status, 200, path)
  return (await response.text()).replaceAll('&amp;', '&')
}

/** A duration as the pages write it. @param {number} ms */
const written = (ms) =>
  ms < 9.95 ? `${ms.toFixed(1)} ms` : ms < 999.5 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(2)} s`

/** The transaction of the back end that answered a request. @param {string} trace its `sentry-trace` @param {string} release */
function backEnd(trace, release) {
  const [trace_id = '', parent_span_id = ''] = trace.split('-')
  const event_id = crypto.randomUUID().replaceAll('-', '')
  const end = Date.now() / 1000
  const payload = JSON.stringify({
    type: 'transaction',
    event_id,
    transaction: 'GET /prices',
    start_timestamp: end - 0.02,
    timestamp: end,
    platform: 'python',
    release,
    contexts: {
      trace: { trace_id, span_id: event_id.slice(16), parent_span_id, op: 'http.server', status: 'ok' },
    },
    spans: [],
  })
  return `${JSON.stringify({ event_id })}\n${JSON.stringify({ type: 'transaction' })}\n${payload}\n`
}

for (const [name, release] of /** @type {const} */ ([
  ['chromium', 'shop@1.0.0'],
  ['firefox', 'shop@1.1.0'],
]))
  test(`${name}: two page loads, a navigation, an error and a request`, async () => {
    const options = { release, environment: 'live' }
    shop.addScriptPage('/products/17', options)
    await shop.addNpmPage('/checkout', options)
    const browser = await launchers[name]()
    try {
      const page = await browser.newPage()
      await page.goto(`${shop.url}/products/17`)
      await page.evaluate(OVER)
      for (const button of ['#buy', '#break']) {
        await page.click(button)
        await page.evaluate(HANDLED)
      }
      await page.click('#route')
      await page.evaluate(OVER)
      await page.goto(`${shop.url}/checkout`)
      await page.evaluate(OVER)
      await page.click('#buy')
      await page.evaluate(HANDLED)
      await page.goto(`${shop.url}/left`)
      await page.close()
    } finally {
      await browser.close()
    }
    const measured = takeMeasured()
    assert.ok(Object.keys(measured).length >= 8, Object.keys(measured).join())
    await checkVitals(release, measured)

    const counts = await eventually(async () => {
      const counted = await rows(release, ['count()', 'p75(transaction.duration)'])
      return counted.length === 3 && counted
    }, 'three routes')
    assert.deepEqual(counts.map(({ transaction, 'count()': count }) => [transaction, count]).sort(), [
      ['/cart/:id', 1],
      ['/checkout', 1],
      ['/products/:id', 1],
    ])

    await test('the series have them', async () => {
      const address = `organizations/balefire/events-stats/?dataset=transactions&yAxis=p75(measurements.lcp)&interval=1h&statsPeriod=24h&query=release:${release}+transaction:/checkout`
      const { data } = await world.proxy.api(address)
      const [[{ count = 0 } = {}] = []] = data.map((/** @type {any} */ [, of]) => of).slice(-1)
      const wanted = measured['lcp /checkout'] ?? 0
      assert.ok(Math.abs(count - wanted) <= tolerance('lcp', wanted), JSON.stringify(data))
    })

    await test('the page of the project has them', async () => {
      const html = await htmlOf(`/performance/?project=demo&metric=lcp&release=${release}`)
      for (const route of ['/products/:id', '/checkout']) assert.ok(html.includes(`>${route}</a>`), route)
      const values = await vitalsByRoute(release)
      for (const route of ['/products/:id', '/checkout'])
        assert.ok(html.includes(`<span class="p75">${written(values[`lcp ${route}`] ?? 0)}</span>`), route)
    })

    await test('the error leads to its page load, and that leads back', async () => {
      const issue = await world.proxy.waitForIssue('RangeError: no lamp of this number')
      const { eventID } = await world.proxy.latest(issue)
      const error = await htmlOf(`/issues/${issue.id}/`)
      const [link = ''] = /\/performance\/segment\/\d+\/[0-9a-f]{16}\//.exec(error) ?? []
      const load = await htmlOf(link)
      assert.match(load, /<h1>\/products\/:id<\/h1>/)
      assert.ok(load.includes(`/issues/${issue.id}/events/${eventID}/`), 'link to the event')
      for (const part of ['resource.img', '/image.svg', 'browser.request', 'resource.script'])
        assert.ok(load.includes(part), part)
      const vitals = load.slice(load.indexOf('Web vitals'))
      for (const metric of ['LCP', 'INP', 'FCP', 'TTFB']) assert.ok(vitals.includes(metric), metric)
    })

    await test('the navigation and the request that it made are one trace', async () => {
      assert.equal(shop.traces.length, 1)
      const [trace = ''] = shop.traces.splice(0)
      assert.equal((await world.proxy.send(backEnd(trace, release))).status, 200)
      await eventually(
        async () => (await rows(release, ['count()'])).length === 4,
        'transaction of the back end',
      )
      const list = await htmlOf(`/performance/pageloads/?project=demo&kind=navigation&release=${release}`)
      const [link = ''] = /\/performance\/segment\/\d+\/[0-9a-f]{16}\//.exec(list) ?? []
      const navigation = await htmlOf(link)
      assert.match(navigation, /<h1>\/cart\/:id<\/h1>/)
      const hasVitals = `lcp ${ROUTES['/cart/17']}` in measured
      assert.equal(navigation.includes('LCP <span class="quiet">of a soft navigation'), hasVitals)
      const [, other = ''] =
        /Also in this trace.*?(\/performance\/segment\/\d+\/[0-9a-f]{16}\/)/s.exec(navigation) ?? []
      assert.ok((await htmlOf(other)).includes(link), 'link from the back end to the navigation')
      const transactions = await htmlOf(`/performance/transactions/?project=demo&release=${release}`)
      assert.match(transactions, /GET \/prices/)
      assert.doesNotMatch(transactions, /\/cart\/:id|\/checkout/)
    })

    await test('the page of the release has its sessions and vitals', async () => {
      const html = await htmlOf(`/releases/${world.proxy.projectId}/${encodeURIComponent(release)}/`)
      for (const part of [
        '<dt>Sessions</dt><dd>2 sessions</dd>',
        '<dt>Crash-free sessions</dt><dd>100 %</dd>',
        '<dt>With unhandled errors</dt><dd>1 session</dd>',
        '<h2>Web vitals',
      ])
        assert.ok(html.includes(part), part)
    })
  })

test('chromium: a vital that is sent again counts once, with its last value', async () => {
  const release = 'shop@2.0.0'
  shop.addScriptPage('/checkout', { release })
  const page = await world.newPage()
  await page.goto(`${shop.url}/checkout`)
  const run = (/** @type {string} */ code) => page.evaluate(`(async () => { ${code} })()`)
  const notify = "document.dispatchEvent(new Event('visibilitychange'))"
  await run(OVER)
  await page.click('#buy')
  await run(HANDLED)
  await run(
    `Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true }); ${notify}`,
  )
  const inp = async () => (await vitalsByRoute(release, 'p50'))['inp /checkout'] ?? 0
  const first = await eventually(inp, 'first INP')
  await run(`delete document.visibilityState; ${notify}`)
  await page.click('#count')
  await run(HANDLED)
  await page.goto(`${shop.url}/left`)
  const last = await eventually(async () => {
    const value = await inp()
    return value > first + 100 && value
  }, 'second INP')
  takeMeasured()
  const html = await htmlOf(`/performance/?project=demo&metric=inp&release=${release}`)
  assert.ok(html.includes(written(last)))
  assert.ok(!html.includes(written(first)))
})

test('chromium: transactions tell the same vitals as spans', async () => {
  const release = 'shop@3.0.0'
  shop.addScriptPage('/checkout', { release, traceLifecycle: 'static' })
  const page = await world.newPage()
  await page.goto(`${shop.url}/checkout`)
  await page.evaluate(`(async () => { ${OVER} })()`)
  await page.click('#buy')
  await page.evaluate(`(async () => { ${HANDLED} })()`)
  await page.goto(`${shop.url}/left`)
  const measured = await eventually(() => {
    const all = shop.measured.length >= 5 && takeMeasured()
    return all
  }, 'beacons of the page')
  assert.deepEqual(Object.keys(measured).sort(), METRICS.map((metric) => `${metric} /checkout`).sort())
  await checkVitals(release, measured)
  const [row] = await rows(release, ['count()', 'failure_rate()'])
  assert.deepEqual(row, { transaction: '/checkout', 'count()': 1, 'failure_rate()': 0 })
})

// Its vitals come by themselves, and "static" has them in the transaction, but for INP.
for (const traceLifecycle of ['stream', 'static'])
  test(`chromium: page loads and vitals of @sentry/browser, by "${traceLifecycle}"`, async () => {
    const release = `shop@4.0.0-${traceLifecycle}`
    await shop.addSentryPage('/products/17', { release, traceLifecycle })
    const page = await world.newPage()
    await page.goto(`${shop.url}/products/17`)
    await page.evaluate(`(async () => { ${OVER} })()`)
    await page.click('#buy')
    await page.evaluate(`(async () => { ${HANDLED} })()`)
    await page.goto(`${shop.url}/left`)
    /** @type {Record<string, number>} */
    const measured = {}
    await eventually(() => {
      Object.assign(measured, takeMeasured())
      return Object.keys(measured).length >= 5
    }, 'beacons of the page')
    await checkVitals(release, measured)
    const [row] = await rows(release, ['count()'])
    // It names pages by their paths, and the server makes patterns of these.
    assert.deepEqual(row, { transaction: '/products/:id', 'count()': 1 })
  })
