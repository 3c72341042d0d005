// @ts-check
// When a page that imports the package fetches the file of the reporter.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startBrowser } from './browser.mjs'
import { sdkFiles } from './built.mjs'
import { startIngest } from './ingest.mjs'
import { startSite } from './site.mjs'

const REPORTER = /\/balefire-report-[0-9a-f]{8}\.js$/

/** @type {Awaited<ReturnType<typeof startIngest>>} */
let ingest
/** @type {Awaited<ReturnType<typeof startBrowser>>} */
let browser
before(async () => {
  ingest = await startIngest()
  browser = await startBrowser()
})
after(async () => {
  await browser?.close()
  await ingest?.close()
})

/** A page that has loaded, and what it has fetched. @param {string} load @param {import('node:test').TestContext} t */
async function open(load, t) {
  const init = { dsn: `http://key@${ingest.host}/1`, load }
  const site = await startSite({
    ...sdkFiles(),
    '/': `<!doctype html><title>Shop</title><script type="module">
import * as Balefire from './balefire.js'
Balefire.init(${JSON.stringify(init)})
globalThis.Balefire = Balefire
</script>`,
  })
  t.after(() => site.close())
  const page = await browser.newPage()
  /** @type {string[]} */
  const fetched = []
  page.on('request', (request) => fetched.push(new URL(request.url()).pathname))
  // On localhost the reporter is loaded early, to check the options.
  await page.goto(site.url.replace('localhost', '127.0.0.1'))
  await page.waitForFunction('globalThis.Balefire')
  return { page, fetched, isFetched: () => fetched.some((path) => REPORTER.test(path)) }
}

test('need: with the first capture', async (t) => {
  const { page, isFetched } = await open('need', t)
  assert.equal(isFetched(), false)
  assert.equal((await page.evaluate('Balefire.diagnose()')).stage, 1)
  const request = page.waitForRequest((request) => REPORTER.test(request.url()))
  await page.evaluate("Balefire.captureMessage('The shop is open')")
  await request
  assert.equal(await page.evaluate('Balefire.flush()'), true)
  assert.equal((await page.evaluate('Balefire.diagnose()')).stage, 2)
})

for (const [load, stage] of /** @type {const} */ ([
  ['prefetch', 1],
  ['idle', 2],
])) {
  test(`${load}: without a capture, after the load event`, async (t) => {
    const { page, isFetched } = await open(load, t)
    if (!isFetched()) await page.waitForRequest((request) => REPORTER.test(request.url()))
    if (stage === 2) await page.waitForFunction('Balefire.diagnose().stage === 2')
    await page.waitForLoadState('networkidle')
    assert.equal((await page.evaluate('Balefire.diagnose()')).stage, stage)
    assert.deepEqual(page.complaints, [])
  })
}
