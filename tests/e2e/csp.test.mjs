// @ts-check
// Where the page's policy forbids wasm, plain JavaScript reports, and the server reads the stack.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { exceptions, frames } from './event.mjs'
import { open } from './harness.mjs'

/** @type {import('./harness.mjs').World} */
let world
before(async () => {
  world = await open()
})
after(() => world?.close())

test("a page under script-src 'self'", async () => {
  const page = await world.newPage()
  const response = await page.goto(`${world.proxy.url}/demo/csp.html`)
  assert.match(response?.headers()['content-security-policy'] ?? '', /script-src 'self'(;|$)/)
  const refused = await page.evaluate(() =>
    WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])).then(
      () => 'compiled',
      (error) => error.name,
    ),
  )
  assert.equal(refused, 'CompileError', 'the browser refuses wasm here')

  await page.click('#throw')
  const issue = await world.proxy.waitForIssue('Error: The key does not fit the north gate')
  const event = await world.proxy.latest(issue)
  assert.equal(exceptions(event).length, 1)
  assert.equal(exceptions(event)[0]?.mechanism.handled, false)
  const [turnKey, openGate] = frames(event)
  assert.equal(turnKey?.function, 'turnKey')
  assert.equal(openGate?.function, 'openGate')
  assert.match(turnKey?.filename ?? '', /\/demo\/csp\.js$/)
  assert.ok((turnKey?.lineNo ?? 0) > (openGate?.lineNo ?? 0), 'turnKey stands below openGate')
  assert.ok((turnKey?.colNo ?? 0) > 0)
  assert.equal(issue.metadata.function, 'turnKey')
  assert.equal(event.release?.version, 'demo@1.0.0')
  await world.waitForMessage(issue)
})

test('what a policy blocks is an issue, told by the browser itself', async () => {
  const { proxy } = world
  const { username: key } = new URL(proxy.dsn)
  const report = `${proxy.url}/api/1/security/?sentry_key=${key}&sentry_release=shop%401`
  const site = await world.newSite({
    '/': {
      body: '<!doctype html><script>globalThis.isWrong = true</script>',
      headers: { 'Content-Security-Policy': `script-src 'self'; report-uri ${report}` },
    },
  })
  const page = await world.newPage()
  await page.goto(`${site.url}/`)
  assert.equal(await page.evaluate('globalThis.isWrong'), undefined)
  const issue = await proxy.waitForIssue("Blocked inline 'script'")
  const event = await proxy.latest(issue)
  assert.equal(event.release?.version, 'shop@1')
  assert.equal(event.contexts.csp['effective-directive'], 'script-src-elem')
  await world.waitForMessage(issue)
})
