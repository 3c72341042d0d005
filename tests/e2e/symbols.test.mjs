// @ts-check
// A trap in somebody's wasm says function and line of the source, once the app's symbols are uploaded; whether it came
// before or after.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { proxyProgram } from '../../scripts/tools.mjs'
import { bind, compile } from '../../scripts/wasm.mjs'
import { lineOf } from '../deaths/deaths.mjs'
import { exceptions, frames } from './event.mjs'
import { eventually } from './eventually.mjs'
import { open } from './harness.mjs'

/** What the stack of an index out of bounds ends in, the newest frame of the app first. */
const SOURCE = [
  ['balefire_deaths::price_of', '    PRICES[article]'],
  ['balefire_deaths::index_out_of_bounds', '    price_of(article)'],
]

describe('symbols of an app', () => {
  /** @type {import('./harness.mjs').World} */
  let world
  /** @type {string} */
  let folder
  /** @type {string} */
  let address

  before(async () => {
    world = await open()
    folder = mkdtempSync(join(tmpdir(), 'balefire-symbols-'))
    // As docs/symbols.md says: the lines go into a file of their own, which is not shipped.
    const module = await compile('balefire-deaths', [], 'lines')
    const app = await bind(module, 'deaths', 'web', ['--split-debug-info', '--remove-name-section'])
    for (const [path, bytes] of app) if (path.endsWith('.wasm')) writeFileSync(join(folder, path), bytes)
    const site = await world.newSite({
      ...Object.fromEntries([...app].map(([path, bytes]) => [`/app/${path}`, bytes])),
      '/': `<!doctype html><meta charset="utf-8">
<script src="${world.proxy.url}/balefire.min.js" data-dsn="${world.proxy.dsn}" crossorigin="anonymous"></script>
<script type="module">
import init, * as app from '/app/deaths.js'
await init()
globalThis.die = () => setTimeout(() => app.index_out_of_bounds(7))
</script>`,
    })
    address = `${site.url}/`
  })
  after(async () => {
    await world.close()
    rmSync(folder, { recursive: true })
  })

  async function die() {
    const page = await world.newPage()
    await page.goto(address)
    await page.waitForFunction('globalThis.die')
    await page.evaluate('die()')
  }

  const upload = (/** @type {string} */ file, token = world.proxy.token) =>
    spawnSync(proxyProgram(), ['upload', '--url', world.proxy.url, join(folder, file)], {
      encoding: 'utf8',
      cwd: folder,
      env: { ...process.env, SENTRY_AUTH_TOKEN: token },
    })

  /** The newest event's frames of the app: function and line, the newest first. @param {any} event */
  const own = (event) =>
    frames(event)
      .filter((frame) => frame.inApp && /\.rs$/.test(frame.filename ?? ''))
      .map((frame) => [frame.function, frame.lineNo])
      .slice(0, SOURCE.length)

  test('before the upload the page says how to upload, and then the event is resolved', async () => {
    await die()
    const issue = await world.proxy.waitForIssue('RuntimeError: unreachable')
    const page = await world.newPage()
    await page.goto(`${world.proxy.url}/issues/${issue.id}/`)
    const text = await page.evaluate('document.body.innerText')
    assert.match(text, /balefire-proxy upload/)
    const [id = ''] = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(text) ?? []

    const { stdout, stderr, status } = upload('deaths_bg.debug.wasm')
    assert.equal(status, 0, stderr)
    assert.ok(stdout.includes(`${id}, functions and lines, 1 events resolved`), stdout)

    const event = await world.proxy.latest(issue)
    assert.deepEqual(
      own(event),
      SOURCE.map(([name, line = '']) => [name, lineOf(line)]),
    )
    const [named] = await world.proxy.issues()
    assert.equal(named.culprit, 'balefire_deaths::price_of(src/lib.rs)')
    await page.reload()
    const resolved = await page.evaluate('document.body.innerText')
    assert.match(resolved, new RegExp(`price_of in src/lib.rs:${lineOf('    PRICES[article]')}`))
    assert.doesNotMatch(resolved, /balefire-proxy upload/)
  })

  test('what comes after the upload is resolved at once, in the same issue', async () => {
    const [issue] = await world.proxy.issues()
    await die()
    await eventually(async () => (await world.proxy.issues())[0]?.count === '2', 'a second event')
    assert.equal((await world.proxy.issues()).length, 1)
    const event = await world.proxy.latest(issue)
    assert.deepEqual(
      own(event).map(([name]) => name),
      SOURCE.map(([name]) => name),
    )
    assert.equal(exceptions(event).at(-1)?.value, 'unreachable')
  })

  test('a file that is of no use is refused with a reason', () => {
    writeFileSync(join(folder, 'text.wasm'), 'not wasm')
    const told = (/** @type {string} */ file) => upload(file).stderr
    assert.match(told('text.wasm'), /400: not a wasm module/)
    assert.match(told('deaths_bg.wasm'), /400: the module has neither DWARF nor names/)
    assert.match(told('nothing.wasm'), /cannot read the file/)
    assert.match(upload('deaths_bg.debug.wasm', 'wrong').stderr, /401: a valid token is needed/)
  })
})
