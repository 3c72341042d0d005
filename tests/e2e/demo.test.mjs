// @ts-check
// Each button of the demo page ends as the right issue, and as one signed message.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { root } from '../../scripts/run.mjs'
import { symbolsFolder, uploadSymbols } from '../../scripts/symbols.mjs'
import { proxyProgram } from '../../scripts/tools.mjs'
import { breadcrumbs, exceptions, frames, message, request, tag } from './event.mjs'
import { open } from './harness.mjs'

/**
 * @typedef {object} Case
 * @property {string} button
 * @property {string | RegExp} title
 * @property {string} level
 * @property {string[]} [functions] the newest frames' functions, the throwing one first
 * @property {boolean} [isHandled]
 * @property {(event: any) => void} [more]
 * @property {string} [shown] what the page of the issue shows beside
 */

/** The demo's Rust app, and the line of it that panics. */
const SOURCE = readFileSync(join(root, 'www', 'demo', 'app', 'src', 'lib.rs'), 'utf8').split('\n')
const PANICKED = '    PRICES[article]'

/** @type {Case[]} */
const CASES = [
  {
    button: 'throw',
    title: "TypeError: Cannot read properties of undefined (reading 'amount')",
    level: 'error',
    functions: ['inCents', 'priceOf'],
    isHandled: false,
    more: (event) => assert.match(frames(event)[0]?.filename ?? '', /demo\.js$/),
  },
  {
    button: 'reject',
    title: 'Error: No stock left of storm-lantern',
    level: 'error',
    functions: ['reserveStock'],
    isHandled: false,
    more: (event) =>
      assert.equal(
        exceptions(event).at(-1)?.mechanism.type,
        'auto.browser.global_handlers.onunhandledrejection',
      ),
  },
  {
    button: 'cause',
    title: 'Error: The order could not be placed',
    level: 'error',
    functions: ['placeOrder'],
    more: (event) => {
      const values = exceptions(event).map(({ type, value }) => `${type}: ${value}`)
      assert.deepEqual(values, [
        'RangeError: A card number has 16 digits',
        'Error: The payment was not authorised',
        'Error: The order could not be placed',
      ])
    },
  },
  {
    button: 'vendor',
    title: "TypeError: Cannot read properties of null (reading 'basket')",
    level: 'error',
    functions: ['Sparkle._canvas', 'Sparkle._burst', 'Sparkle.celebrate'],
    more: (event) => assert.match(frames(event)[0]?.filename ?? '', /vendor\/widget\.js$/),
  },
  {
    button: 'fetch',
    title: 'Error: GET /demo/missing.json answered 404',
    level: 'error',
    functions: ['loadOffers'],
    more: (event) => {
      const crumb = breadcrumbs(event).find(({ category }) => category === 'fetch')
      assert.equal(crumb?.data.status_code, 404)
    },
  },
  {
    button: 'slow',
    title: /^Slow checkout: main thread blocked for \d+ ms$/,
    level: 'warning',
    more: (event) => {
      assert.match(message(event) ?? '', /^Slow checkout/)
      assert.ok(breadcrumbs(event).some(({ category }) => category === 'checkout'))
    },
  },
  {
    button: 'panic',
    title: 'panic: index out of bounds: the len is 2 but the index is 2',
    level: 'fatal',
    more: (event) => {
      const [newest] = frames(event).filter(({ inApp }) => inApp)
      assert.equal(newest?.function, 'balefire_demo::price_of')
      assert.match(newest?.filename ?? '', /lib\.rs$/)
      assert.equal(SOURCE[(newest?.lineNo ?? 0) - 1], PANICKED)
    },
    shown: PANICKED.trim(),
  },
  {
    button: 'panic-message',
    title: 'Note from Rust: three lanterns are in the basket',
    level: 'warning',
  },
]

describe('the demo page', () => {
  /** @type {import('./harness.mjs').World} */
  let world
  /** @type {Awaited<ReturnType<typeof world.newPage>>} */
  let page
  before(async () => {
    world = await open({})
    await uploadSymbols(proxyProgram(), ['--data', world.proxy.data], world.proxy.url)
    page = await world.newPage()
    await page.goto(`${world.proxy.url}/demo/`)
  })
  after(() => world?.close())

  const tokens = () => {
    const command = ['token', 'list', '--data', world.proxy.data]
    return spawnSync(proxyProgram(), command, { cwd: world.proxy.data, encoding: 'utf8' }).stdout
  }

  /** What a page of the server says; in a tab of its own, so that the demo page stays as it is. */
  async function textOf(/** @type {string} */ address) {
    const tab = await world.newPage({ javaScriptEnabled: false })
    await tab.goto(address)
    const text = (await tab.textContent('main')) ?? ''
    await tab.context().close()
    return text
  }

  for (const it of CASES) {
    test(`#${it.button}`, async () => {
      await page.click(`#${it.button}`)
      const issue = await world.proxy.waitForIssue(it.title)
      const event = await world.proxy.latest(issue)
      check(it, issue, event)

      const sent = await world.waitForMessage(issue)
      assert.match(sent.title, /^\w+ · demo · /)
      assert.match(sent.text, /demo@1\.0\.0/)
      assert.match(sent.text, /\*\*Environment:\*\* demo/)

      const shown = await textOf(`${world.proxy.url}/issues/${issue.id}/`)
      const { type = '', value = issue.title } = issue.metadata
      assert.ok(
        shown.includes(type) && shown.includes(value),
        'type and value stand on the page of the issue',
      )
      assert.ok(shown.includes(it.shown ?? ''), it.shown)
      assert.equal(await page.evaluate(() => globalThis.Balefire.isEnabled()), true)
    })
  }

  test('symbols of the app stay with the server, and the token that brought them is gone', async () => {
    for (const file of readdirSync(symbolsFolder()))
      assert.equal((await fetch(`${world.proxy.url}/demo/app/${file}`)).status, 404, file)
    assert.match(tokens(), /token-1/)
    assert.doesNotMatch(tokens(), /demo-symbols/)
    await assert.rejects(
      uploadSymbols(proxyProgram(), ['--data', world.proxy.data], 'http://127.0.0.1:9'),
      /no answer from http:\/\/127\.0\.0\.1:9/,
    )
    assert.doesNotMatch(tokens(), /demo-symbols/)
  })

  test('the page lives on after all of them, and each was told once', async () => {
    // All in a row: a panic must not stop what comes after it.
    for (const { button } of CASES) await page.click(`#${button}`)
    const repeated = async () => (await world.proxy.issues()).filter(({ count }) => Number(count) >= 2)
    await world.proxy.waitUntil(
      async () => (await repeated()).length >= CASES.length - 1,
      'second event of each button',
    )

    const issues = await world.proxy.issues()
    // A busy machine may stand still for longer the second time.
    const slow = issues.filter(({ title }) => /^Slow checkout/.test(title))
    assert.equal(
      issues.length - slow.length,
      CASES.length - 1,
      JSON.stringify(issues.map(({ title }) => title)),
    )
    for (const issue of issues) {
      await world.waitForMessage(issue)
      assert.equal(world.messagesOf(issue).length, 1, `messages about ${issue.title}`)
    }
    assert.deepEqual(page.complaints, [])
  })
})

/** @param {Case} expected @param {any} issue @param {any} event */
function check(expected, issue, event) {
  assert.equal(issue.count, '1')
  assert.equal(issue.level, expected.level)
  assert.equal(issue.userCount, 1)
  assert.equal(event.platform, 'javascript')
  assert.equal(event.release?.version, 'demo@1.0.0')
  assert.equal(tag(event, 'environment'), 'demo')
  assert.equal(tag(event, 'shop'), 'wardlight')
  assert.equal(event.user?.id, 'demo-visitor')
  assert.equal(event.sdk?.name, 'balefire.javascript')
  assert.match(request(event)?.url ?? '', /\/demo\/$/)
  const clicked = breadcrumbs(event).filter(({ category }) => category === 'ui.click')
  assert.match(clicked.at(-1)?.message ?? '', new RegExp(`button#${expected.button}\\b`))
  if (expected.functions) {
    const [newest = ''] = expected.functions
    assert.ok(issue.culprit.includes(newest), `culprit ${issue.culprit}`)
    assert.equal(issue.metadata.function, newest)
    assert.deepEqual(
      frames(event)
        .slice(0, expected.functions.length)
        .map((frame) => frame.function),
      expected.functions,
    )
    assert.ok(frames(event).every((frame) => frame.lineNo > 0 || !frame.inApp))
  }
  if (expected.isHandled !== undefined) {
    assert.equal(exceptions(event).at(-1)?.mechanism.handled, expected.isHandled)
  }
  expected.more?.(event)
}
