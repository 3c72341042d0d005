// @ts-check
// A trap in somebody's wasm says function and line of the source, once the app's symbols are uploaded; whether it came
// before or after.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { proxyProgram } from '../../scripts/tools.mjs'
import { lineOf } from '../deaths/deaths.mjs'
import { launchers } from './browsers/every.mjs'
import { exceptions, frames } from './event.mjs'
import { eventually } from './eventually.mjs'
import { openApp } from './lines-app.mjs'

/** What the stack of an index out of bounds ends in, the newest frame of the app first. */
const SOURCE = [
  ['balefire_deaths::price_of', '    PRICES[article]'],
  ['balefire_deaths::index_out_of_bounds', '    price_of(article)'],
]

describe('symbols of an app', () => {
  /** @type {import('./lines-app.mjs').App} */
  let app
  before(async () => {
    app = await openApp()
  })
  after(() => app.close())

  const upload = (
    /** @type {string} */ file,
    token = app.world.proxy.token,
    flags = /** @type {string[]} */ ([]),
  ) =>
    spawnSync(proxyProgram(), ['upload', '--url', app.world.proxy.url, ...flags, join(app.folder, file)], {
      encoding: 'utf8',
      cwd: app.folder,
      env: { ...process.env, SENTRY_AUTH_TOKEN: token },
    })

  /** The newest event's frames of the app: function and line, the newest first. @param {any} event */
  const own = (event) =>
    frames(event)
      .filter((frame) => frame.inApp && /\.rs$/.test(frame.filename ?? ''))
      .map((frame) => [frame.function, frame.lineNo])
      .slice(0, SOURCE.length)

  test('before the upload the page says how to upload, and then the event is resolved', async () => {
    await app.die()
    const issue = await app.world.proxy.waitForIssue('RuntimeError: unreachable')
    const text = await app.textOf(issue)
    assert.match(text, /balefire-proxy upload/)
    const [id = ''] = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(text) ?? []

    const { stdout, stderr, status } = upload('deaths_bg.debug.wasm')
    assert.equal(status, 0, stderr)
    assert.ok(stdout.includes(`${id}, functions and lines, 1 event symbolicated`), stdout)

    const event = await app.world.proxy.latest(issue)
    assert.deepEqual(
      own(event),
      SOURCE.map(([name, line = '']) => [name, lineOf(line)]),
    )
    const [named] = await app.world.proxy.issues()
    assert.equal(named.culprit, 'balefire_deaths::price_of(src/lib.rs)')
    const resolved = await app.textOf(issue)
    assert.match(resolved, new RegExp(`price_of in src/lib.rs:${lineOf('    PRICES[article]')}`))
    assert.doesNotMatch(resolved, /balefire-proxy upload/)
  })

  test('what comes after the upload is resolved at once, in the same issue', async () => {
    const [issue] = await app.world.proxy.issues()
    await app.die()
    await eventually(async () => (await app.world.proxy.issues())[0]?.count === '2', 'a second event')
    assert.equal((await app.world.proxy.issues()).length, 1)
    const event = await app.world.proxy.latest(issue)
    assert.deepEqual(
      own(event).map(([name]) => name),
      SOURCE.map(([name]) => name),
    )
    assert.equal(exceptions(event).at(-1)?.value, 'unreachable')
  })

  test('with the sources there, the lines themselves are shown', async () => {
    const [issue] = await app.world.proxy.issues()
    const [[, line = ''] = []] = SOURCE
    assert.ok(!(await app.textOf(issue)).includes(line.trim()))
    const { stdout, stderr, status } = upload('deaths_bg.debug.wasm', undefined, ['--include-sources'])
    assert.equal(status, 0, stderr)
    assert.match(stdout, /deaths_bg.debug.wasm: sources uploaded/)
    assert.ok((await app.textOf(issue)).includes(line))
    const frame = frames(await app.world.proxy.latest(issue)).find(
      (frame) => frame.function === SOURCE[0]?.[0],
    )
    assert.deepEqual(
      frame.context.find((/** @type {any} */ [number]) => number === frame.lineNo),
      [lineOf(line), line],
    )
  })

  test('a worker that reports nothing has function and line of where it died', async () => {
    const page = await app.world.newPage()
    await page.goto(app.worker)
    const issue = await app.world.proxy.waitForIssue('RuntimeError: memory access out of bounds')
    const [frame, ...others] = frames(await app.world.proxy.latest(issue))
    assert.deepEqual([frame?.function, others], ['balefire_deaths::deep', []])
    // At the entry of the function, or at its first line.
    assert.ok([0, 1].includes(frame?.lineNo - lineOf('fn deep(n: u32)')), String(frame?.lineNo))
  })

  test('Safari tells the index of a function, which becomes its name', async (t) => {
    const browser = await launchers.webkit()
    t.after(browser.close)
    const page = await browser.newPage()
    await page.goto(app.address)
    await page.evaluate('while (!globalThis.die) await new Promise((go) => setTimeout(go, 20)); die()')
    const issue = await app.world.proxy.waitForIssue(/Unreachable code should not be executed/)
    const [[name] = []] = SOURCE
    const frame = frames(await app.world.proxy.latest(issue)).find((frame) => frame.inApp)
    assert.deepEqual([frame?.function, frame?.filename, frame?.lineNo], [name, 'src/lib.rs', null])
  })

  test('a file that is of no use is refused with a reason', () => {
    writeFileSync(join(app.folder, 'text.wasm'), 'not wasm')
    const told = (/** @type {string} */ file) => upload(file).stderr
    assert.match(told('text.wasm'), /400: not a wasm module/)
    assert.match(told('deaths_bg.wasm'), /400: the module has neither DWARF nor names/)
    assert.match(told('nothing.wasm'), /cannot read the file/)
    assert.match(upload('deaths_bg.debug.wasm', 'wrong').stderr, /401: a valid token is needed/)
  })
})
