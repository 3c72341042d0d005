// @ts-check
// Panics of one app in three engines: each is one issue, by its words and its file, and keeps its line when symbols come.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { proxyProgram } from '../../scripts/tools.mjs'
import { FILE, lineOf } from '../deaths/deaths.mjs'
import { launchers } from './browsers/every.mjs'
import { frames } from './event.mjs'
import { eventually } from './eventually.mjs'
import { openApp } from './lines-app.mjs'

/** Exports that panic, with an argument, the title of their issue, and a text on their line. */
const PANICS = /** @type {const} */ ([
  ['panic', 7, 'panic: no such article: 7', 'panic!("no such article'],
  [
    'unwrap_of_none',
    7,
    'panic: called `Option::unwrap()` on a `None` value',
    '*PRICES.get(article).unwrap()',
  ],
  ['borrowed_twice', 0, 'panic: RefCell already borrowed', '*till.borrow_mut() += 1'],
])

describe('panics of an app', () => {
  /** @type {import('./lines-app.mjs').App} */
  let app
  before(async () => {
    app = await openApp()
  })
  after(() => app.close())

  for (const [at, [name, launch]] of Object.entries(launchers).entries())
    test(`each panic is its own issue in ${name}, and the same as elsewhere`, async (t) => {
      const browser = await launch()
      t.after(browser.close)
      for (const [act, argument] of PANICS) {
        const page = await browser.newPage()
        await page.goto(app.panics)
        await page.evaluate(
          `while (!globalThis.panic) await new Promise((go) => setTimeout(go, 20)); panic('${act}', ${argument})`,
        )
        await page.evaluate('await new Promise((go) => setTimeout(go, 100)); await Balefire.flush()')
      }
      const counts = async () =>
        (await app.world.proxy.issues())
          .map((/** @type {any} */ { title, count }) => `${title}: ${count}`)
          .sort()
      const expect = PANICS.map(([, , title]) => `${title}: ${at + 1}`).sort()
      await eventually(async () => `${await counts()}` === `${expect}`, 'the events').catch(() => {})
      assert.deepEqual(await counts(), expect)
      await holdsPlaces()
    })

  test('symbols take no place away', async () => {
    const { status, stderr } = spawnSync(
      proxyProgram(),
      ['upload', '--url', app.world.proxy.url, join(app.folder, 'deaths_bg.debug.wasm')],
      { encoding: 'utf8', env: { ...process.env, SENTRY_AUTH_TOKEN: app.world.proxy.token } },
    )
    assert.equal(status, 0, stderr)
    await holdsPlaces()
  })

  /** The newest event of each issue, which is the last engine's, has its place on the app's newest frame. */
  async function holdsPlaces() {
    for (const [, , title, line] of PANICS) {
      const issue = await app.world.proxy.waitForIssue(title)
      const newest = frames(await app.world.proxy.latest(issue)).find(({ inApp }) => inApp)
      assert.deepEqual([newest?.filename, newest?.lineNo], [FILE, lineOf(line)], title)
      assert.match(issue.culprit, /tests\/deaths\/src\/lib\.rs/)
    }
  }
})
