// @ts-check
// Each button of the demo's slow page moves the metric that it names, on the page and on the server.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { eventually } from './eventually.mjs'
import { open } from './harness.mjs'
import { HANDLED, OVER } from './shop.mjs'

/** @type {import('./harness.mjs').World} */
let world
before(async () => {
  world = await open()
})
after(() => world?.close())

/** Percentiles of the project's page views, and how many page loads and navigations there are. */
async function answers() {
  const fields = [
    'count()',
    'percentile(measurements.lcp,1)',
    'percentile(measurements.lcp,0)',
    'percentile(measurements.cls,1)',
    'percentile(measurements.inp,1)',
  ]
  const asked = fields.map((field) => `field=${encodeURIComponent(field)}`).join('&')
  const { data } = await world.proxy.api(
    `organizations/balefire/events/?dataset=transactions&statsPeriod=24h&query=release:demo@1.0.0&${asked}`,
  )
  const [count, largestLcp, smallestLcp, cls, inp] = fields.map((field) => data[0]?.[field] ?? 0)
  return { count, largestLcp, smallestLcp, cls, inp }
}

const htmlOf = async (/** @type {string} */ path) => (await fetch(world.proxy.url + path)).text()

test('a slow image, a slow handler, a shifting banner and a soft route', async () => {
  const page = await world.newPage()
  const run = (/** @type {string} */ code) => page.evaluate(`(async () => { ${code} })()`)
  /** The value beside, once it is as large as this. */
  const shown = (/** @type {string} */ metric, /** @type {number} */ least) =>
    eventually(
      async () => {
        const value = Number.parseFloat((await page.textContent(`#${metric}`)) ?? '')
        return value >= least && value
      },
      () => `${metric} of ${least}`,
    )
  await page.goto(`${world.proxy.url}/demo/performance.html`)
  await run(OVER)
  await Promise.all([page.waitForURL(/slow-image/), page.click('#image')])
  const lcp = await shown('lcp', 3000)
  await page.click('#handler')
  await run(HANDLED)
  const inp = await shown('inp', 400)
  await page.click('#shift')
  // The late image moves a little, too.
  const cls = await shown('cls', 0.01)
  await page.click('#route')
  await run(OVER)
  await page.goto(`${world.proxy.url}/alerts/`)

  const found = await eventually(async () => {
    const now = await answers()
    return now.count >= 3 && now.inp && now.cls && now.largestLcp >= 2900 && now
  }, 'two page loads and a navigation')
  assert.equal(found.count, 3)
  for (const [value, wanted, step] of [
    [found.largestLcp, lcp, 20],
    [found.inp, inp, 4],
    [found.cls, cls, 0.002],
  ])
    assert.ok(Math.abs((value ?? 0) - (wanted ?? 0)) <= (step ?? 0), `${value} instead of ${wanted}`)
  assert.ok(found.smallestLcp < 3000, 'the page load without the slow image')
  assert.deepEqual(page.complaints, [])

  const overview = await htmlOf('/performance/?project=demo&metric=lcp')
  for (const metric of ['lcp', 'cls', 'inp', 'fcp', 'ttfb'])
    assert.ok(overview.includes(`metric=${metric}`), metric)
  assert.ok(overview.includes('/demo/performance.html'))
  const list = await htmlOf('/performance/pageloads/?project=demo&kind=navigation')
  const [link = ''] = /\/performance\/segment\/\d+\/[0-9a-f]{16}\//.exec(list) ?? []
  const navigation = await htmlOf(link)
  assert.ok(navigation.includes('flame.svg'), 'the request of the soft route')
})
