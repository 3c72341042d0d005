// @ts-check
// Each button of the demo page ends as the right issue, and as one signed message.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
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
 */

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
      assert.match(newest?.function ?? '', /price_of/)
      assert.match(newest?.filename ?? '', /lib\.rs$/)
      assert.ok((newest?.lineNo ?? 0) > 1)
    },
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
    world = await open()
    page = await world.newPage()
    await page.goto(`${world.proxy.url}/demo/`)
  })
  after(() => world?.close())

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
      assert.match(sent.title, /^demo: /)
      assert.match(sent.text, /demo@1\.0\.0/)
      assert.match(sent.text, /\*\*Environment:\*\* demo/)

      const shown = await textOf(`${world.proxy.url}/issues/${issue.id}/`)
      const { type = '', value = issue.title } = issue.metadata
      assert.ok(
        shown.includes(type) && shown.includes(value),
        'type and value stand on the page of the issue',
      )
      assert.equal(await page.evaluate(() => globalThis.Balefire.isEnabled()), true)
    })
  }

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
