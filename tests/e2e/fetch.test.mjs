// @ts-check
// Watching fetch changes nothing for the page: what it does not handle is still unhandled, what it handles is not.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { eventually } from './eventually.mjs'
import { open } from './harness.mjs'

/** @type {import('./harness.mjs').World} */
let world
before(async () => {
  world = await open()
})
after(() => world?.close())

/** What a page does with fetch. @param {string} tag the attributes of the script tag */
async function visit(tag) {
  const { dsn, url } = world.proxy
  const site = await world.newSite({
    '/': `<!doctype html><title>Fetch</title>
<script src="${url}/balefire.min.js" data-dsn="${dsn}" ${tag}></script>
<script>
  addEventListener('load', async () => {
    window.handled = await fetch('http://127.0.0.1:1/handled').catch((error) => error.name)
    window.answered = (await fetch('/nowhere')).status
    fetch('http://127.0.0.1:1/unhandled')
  })
</script>`,
  })
  const page = await world.newPage()
  await page.goto(site.url)
  return page
}

/** The fetch breadcrumbs of an issue's latest event. @param {{ id: string }} issue */
async function crumbs(issue) {
  const event = await world.proxy.latest(issue)
  const entry = event.entries.find(({ type }) => type === 'breadcrumbs')
  const values = entry?.data.values ?? []
  return values
    .filter((/** @type {any} */ { category }) => category === 'fetch')
    .map((/** @type {any} */ { level, data }) => [level, data.url, data.status_code])
}

test('a fetch that fails is an issue where the page does not handle it, and a breadcrumb where it does', async () => {
  const page = await visit('data-release="watched" crossorigin="anonymous"')
  const issue = await world.proxy.waitForIssue(/^TypeError: Failed to fetch \(/)
  assert.equal(issue.count, '1')
  assert.deepEqual(await page.evaluate('[handled, answered]'), ['TypeError', 404])
  assert.deepEqual(await crumbs(issue), [
    ['error', 'http://127.0.0.1:1/handled', undefined],
    ['warning', '/nowhere', 404],
    ['error', 'http://127.0.0.1:1/unhandled', undefined],
  ])
})

test('a script tag without CORS sees the failure all the same, and says what it lacks', async () => {
  const page = await visit('data-release="muted"')
  const issue = await eventually(async () => {
    for (const issue of await world.proxy.issues()) {
      const { release } = await world.proxy.latest(issue)
      if (release?.version === 'muted') return issue
    }
    return undefined
  }, 'the failure of the muted page')
  assert.equal(issue.title, 'TypeError: Failed to fetch')
  assert.deepEqual(await crumbs(issue), [])
  assert.ok(page.complaints.some((text) => text.includes('crossorigin')))
})
