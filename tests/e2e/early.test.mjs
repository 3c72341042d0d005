// @ts-check
// What happens before the wasm is there is not lost.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { root } from '../../scripts/run.mjs'
import { frames, tag } from './event.mjs'
import { open } from './harness.mjs'

describe('an error before stage 2 is there', () => {
  /** @type {import('./harness.mjs').World} */
  let world
  before(async () => {
    world = await open()
  })
  after(() => world?.close())

  test('with the script tag', async () => {
    const page = await world.newPage()
    const release = await hold(page, '**/balefire-report-*.js')
    const thrown = page.waitForEvent('pageerror')
    await page.goto(`${world.proxy.url}/demo/early.html`)
    await thrown
    assert.deepEqual(await world.proxy.issues(), [], 'nothing was sent before stage 2 is there')
    release()

    const issue = await world.proxy.waitForIssue('Error: Early: the settings are empty')
    const event = await world.proxy.latest(issue)
    assert.deepEqual(
      frames(event)
        .slice(0, 2)
        .map((frame) => frame.function),
      ['parseSettings', 'readSettings'],
    )
    await world.waitForMessage(issue)
    assert.deepEqual(page.complaints, [])
  })

  test('with the inline loader, before even the script is there', async () => {
    const loader = readFileSync(join(root, 'dist', 'loader.min.js'), 'utf8')
    const { dsn, url } = world.proxy
    const site = await world.newSite({
      '/': `<!doctype html><title>Early</title>
<script data-dsn="${dsn}" data-src="${url}/balefire.min.js" data-release="early@1">${loader}</script>
<script>
  Balefire.setTag('loader', 'inline')
  function boot() { throw new RangeError('thrown while loading') }
  setTimeout(() => Promise.reject(new Error('rejected while loading')))
  Balefire.captureMessage('said while loading')
  boot()
</script>`,
    })
    const page = await world.newPage()
    const release = await hold(page, '**/balefire.min.js')
    const thrown = page.waitForEvent('pageerror')
    // The held script holds the load event too.
    await page.goto(site.url, { waitUntil: 'commit' })
    await thrown
    release()

    for (const title of [
      'RangeError: thrown while loading',
      'Error: rejected while loading',
      'said while loading',
    ]) {
      const event = await world.proxy.latest(await world.proxy.waitForIssue(title))
      assert.equal(event.release?.version, 'early@1', title)
      assert.equal(tag(event, 'loader'), 'inline', title)
    }
    assert.deepEqual(page.complaints, [])
  })

  test('and the page is left before it comes', async () => {
    const silent = createServer().listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const { port } = /** @type {import('node:net').AddressInfo} */ (silent.address())
    const { dsn, url } = world.proxy
    const site = await world.newSite({
      '/': `<!doctype html><title>Left</title>
<script src="${url}/balefire.min.js" data-dsn="${dsn}" data-wasm="http://127.0.0.1:${port}/never.wasm"></script>
<script>
  function boot() { throw new Error('left early') }
  setTimeout(boot)
</script>`,
    })
    const page = await world.newPage()
    const thrown = page.waitForEvent('pageerror')
    await page.goto(site.url)
    await thrown
    await page.goto('about:blank')
    const event = await world.proxy.latest(await world.proxy.waitForIssue('Error: left early'))
    assert.equal(frames(event)[0]?.function, 'boot')
    silent.close()
  })
})

/** Lets requests for a file wait; gives what lets them go. */
async function hold(/** @type {import('playwright-core').Page} */ page, /** @type {string} */ files) {
  let release = () => {}
  const released = new Promise((done) => {
    release = () => done(undefined)
  })
  await page.route(files, async (route) => {
    await released
    await route.continue()
  })
  return release
}
