// @ts-check
// The script tag of Balefire's own server: that server reads the stacks, so the page loads no core, unless its functions look at
// frames.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { open } from './harness.mjs'

describe('the script tag of its own server', () => {
  /** @type {import('./harness.mjs').World} */
  let world
  before(async () => {
    world = await open()
  })
  after(() => world?.close())

  /** What a page says of itself once its error has arrived. @param {string} title @param {string} attributes @param {string} more */
  const visit = async (title, attributes, more) => {
    const { url, dsn } = world.proxy
    const site = await world.newSite({
      '/': `<!doctype html><title>Shop</title>
        <script src="${url}/balefire.min.js" crossorigin="anonymous" ${attributes.replace('DSN', dsn)}></script>
        <script>${more.replace('DSN', JSON.stringify(dsn))}; function pay() { throw new Error('${title}') } pay()</script>`,
    })
    const page = await world.newPage()
    await page.goto(site.url)
    await world.proxy.waitForIssue(`Error: ${title}`)
    assert.deepEqual(page.complaints, [])
    const said = await page.evaluate(
      `({ ...Balefire.diagnose(), loaded: performance.getEntriesByType('resource').map(({ name }) => name).join() })`,
    )
    return /** @type {any} */ (said)
  }

  test('sends a batch at once and loads no core', async () => {
    const { core, batching, loaded } = await visit('announced', 'data-dsn="DSN"', '')
    assert.deepEqual([core, batching], ['not loaded', true])
    assert.match(loaded, /balefire-report-/)
    assert.doesNotMatch(loaded, /balefire-core-|sentry_key=.*sentry_key=/)
  })

  test('loads the core where a function of the page looks at frames', async () => {
    const { core, loaded } = await visit(
      'looked at',
      '',
      `Balefire.init({ dsn: DSN, beforeSend: (event) => event.exception.values[0].stacktrace ? event : null })`,
    )
    assert.equal(core, 'wasm')
    assert.match(loaded, /balefire-core-/)
  })
})
