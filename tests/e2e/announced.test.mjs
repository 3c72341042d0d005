// @ts-check
// The script tag of Balefire's own server: that server reads the stacks, so the page loads no core, unless its functions look at
// frames.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { sdkFiles } from './built.mjs'
import { open } from './harness.mjs'

/** A function of the page that wants frames. */
const LOOKING = `Balefire.init({
  dsn: DSN, beforeSend: (event, { originalException }) =>
    event.exception.values[0].stacktrace || /changed/.test(originalException.message) ? event : null })`

describe('the script tag of its own server', () => {
  /** @type {import('./harness.mjs').World} */
  let world
  before(async () => {
    world = await open()
  })
  after(() => world?.close())

  /** What a page says of itself once its error has arrived. @param {string} title @param {string} attributes @param {string} more @param {string} [head] */
  const visit = async (title, attributes, more, head = '') => {
    const { url, dsn } = world.proxy
    const site = await world.newSite({
      '/': `<!doctype html><title>Shop</title>${head}
        <script src="${url}/balefire.min.js" crossorigin="anonymous" ${attributes.replace('DSN', dsn)}></script>
        <script>${more.replace('DSN', JSON.stringify(dsn))}; function pay() { throw new Error('${title}') } pay()</script>`,
    })
    const page = await world.newPage()
    await page.goto(site.url)
    await world.proxy.waitForIssue(`Error: ${title}`)
    const said = await page.evaluate(
      `({ ...Balefire.diagnose(), loaded: performance.getEntriesByType('resource').map(({ name }) => name).join() })`,
    )
    return { .../** @type {any} */ (said), complaints: page.complaints }
  }

  test('sends a batch at once and loads no core', async () => {
    const { core, batching, loaded, complaints } = await visit('announced', 'data-dsn="DSN"', '')
    assert.deepEqual([core, batching, complaints], ['not loaded', true, []])
    assert.match(loaded, /balefire-report-/)
    assert.doesNotMatch(loaded, /balefire-core-|sentry_key=.*sentry_key=/)
  })

  test('loads the core where a function of the page looks at frames', async () => {
    const { core, loaded, complaints } = await visit('looked at', '', LOOKING)
    assert.deepEqual([core, complaints], ['wasm', []])
    assert.match(loaded, /balefire-core-/)
  })

  test('loads later files only as the import map of the page says they are', async () => {
    const { url } = world.proxy
    /** @param {string} core what stands for the core's file in its hash */
    const head = (core) => {
      const files = Object.entries(sdkFiles()).filter(([path]) => /-(report|core)-.*\.min\.js$/.test(path))
      const integrity = files.map(([path, { body }]) => [
        url + path,
        `sha384-${createHash('sha384')
          .update(/-core-/.test(path) && core ? core : body)
          .digest('base64')}`,
      ])
      return `<script type="importmap">${JSON.stringify({ integrity: Object.fromEntries(integrity) })}</script>`
    }
    const right = await visit('as pinned', '', LOOKING, head(''))
    assert.deepEqual([right.core, right.complaints], ['wasm', []])
    const wrong = await visit('core changed', '', LOOKING, head('another text'))
    assert.equal(wrong.core, 'fallback')
    assert.match(wrong.complaints.join(), /no wasm core/)
  })
})
