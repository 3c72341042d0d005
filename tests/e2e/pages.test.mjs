// @ts-check
// The pages: without JavaScript, on a phone, in the dark, and with somebody's hostile event on them.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { envelope, failure } from './envelope.mjs'
import { open } from './harness.mjs'

const IMAGE = '<img src=x onerror=alert(1)>'
const SCRIPT = '"></title><script>alert(2)</script>'
const LONG = 'w'.repeat(300)
/** An AggregateError with all that hangs below it, and every context. */
const GROUP = JSON.parse(readFileSync(new URL('../fixtures/events/group.json', import.meta.url), 'utf8'))

const HOSTILE = envelope({
  level: 'error',
  transaction: IMAGE,
  release: SCRIPT,
  environment: 'hostile',
  tags: { [`tag${SCRIPT}`]: IMAGE, long: LONG.slice(0, 200) },
  user: { id: IMAGE, email: SCRIPT, username: LONG },
  request: { url: 'javascript:alert(3)', headers: { 'User-Agent': IMAGE, Referer: 'javascript:alert(4)' } },
  breadcrumbs: { values: [{ category: IMAGE, message: SCRIPT, data: { [IMAGE]: LONG } }] },
  exception: {
    values: [
      {
        type: IMAGE,
        value: SCRIPT,
        stacktrace: {
          frames: [
            {
              function: IMAGE,
              filename: `javascript:alert(5)${LONG}`,
              lineno: 1,
              context_line: SCRIPT,
              in_app: true,
            },
          ],
        },
      },
    ],
  },
})

describe('the pages', () => {
  /** @type {import('./harness.mjs').World} */
  let world
  /** @type {[name: string, address: string][]} */
  let pages
  /** @type {string} */
  let group
  before(async () => {
    world = await open()
    await world.proxy.send(HOSTILE)
    await world.proxy.send(failure('TypeError', `${LONG} is not a function`))
    await world.proxy.send(envelope(GROUP))
    const hostile = await world.proxy.waitForIssue(/^<img/)
    group = `${world.proxy.url}/issues/${(await world.proxy.waitForIssue(/^AggregateError/)).id}/`
    await world.proxy.waitForIssue(/^TypeError/)
    pages = [
      ['issues', `${world.proxy.url}/`],
      ['hostile issue', `${world.proxy.url}/issues/${hostile.id}/`],
      ['alerts', `${world.proxy.url}/alerts/`],
    ]
  })
  after(() => world?.close())

  test('without JavaScript, what an event brings is text', async () => {
    const page = await world.newPage({ javaScriptEnabled: false })
    for (const [name, address] of pages) {
      const response = await page.goto(address)
      assert.equal(response?.status(), 200, name)
      const policy = response?.headers()['content-security-policy'] ?? ''
      assert.match(policy, /default-src 'none'/, name)
      assert.match(policy, /script-src 'self';/, name)
      assert.doesNotMatch(policy, /unsafe/, name)
      // Messages for the group carry wide brackets, so that no markdown reads them as markup.
      const text = ((await page.textContent('body')) ?? '').replaceAll('＜', '<')
      assert.ok(text.includes('<img src=x onerror='), `${name}: shown as text`)
      assert.equal(
        await page
          .locator('script:not([src="/pages.js"]), img[src=x], [onerror], a[href^="javascript:"]')
          .count(),
        0,
        name,
      )
    }
  })

  test('with JavaScript, nothing of it runs', async () => {
    const page = await world.newPage()
    /** @type {string[]} */
    const dialogs = []
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message())
      dialog.dismiss()
    })
    for (const [, address] of pages) await page.goto(address, { waitUntil: 'networkidle' })
    assert.deepEqual(dialogs, [])
  })

  test('the issue page tells the stack, the breadcrumbs, the tags and the request', async () => {
    const page = await world.newPage({ javaScriptEnabled: false })
    const [, [, address = ''] = []] = pages
    await page.goto(address)
    const text = (await page.textContent('main'))?.toLowerCase() ?? ''
    for (const word of ['stack', 'breadcrumbs', 'tags', 'request']) assert.ok(text.includes(word), word)
  })

  test('each error of a group stands further in than the one that holds it, its stack a click away', async () => {
    const page = await world.newPage({ javaScriptEnabled: false })
    await page.goto(group)
    const panels = page.locator('.exception')
    const names = await panels.locator('h2').allTextContents()
    const lefts = await panels.evaluateAll((all) => all.map((panel) => panel.getBoundingClientRect().left))
    const [thrown, payment, network, fetch, suppressed, range] = lefts.map((left) => left - (lefts[0] ?? 0))
    assert.match(
      names.join('; '),
      /^AggregateError; errors\[0\] of .*; Caused by NetworkError; .*; errors\[1\] of /,
    )
    assert.ok(thrown === 0 && payment === suppressed && network === range, `${lefts}`)
    assert.ok(Number(payment) < Number(network) && Number(network) < Number(fetch), `${lefts}`)
    const frame = panels.nth(1).locator('.frame').first()
    assert.equal(await frame.isVisible(), false)
    await panels.nth(1).locator('summary').first().click()
    assert.equal(await frame.isVisible(), true)
  })

  test('a phone needs no sideways scrolling', async () => {
    const page = await world.newPage({ viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 })
    const all = [...pages, ['group', group], ['demo', `${world.proxy.url}/demo/`]]
    for (const [name, address = ''] of all) {
      await page.goto(address)
      const width = await page.evaluate(() => document.documentElement.scrollWidth)
      assert.ok(width <= 390, `${name} is ${width} px wide`)
    }
  })

  test('dark and light differ', async () => {
    const colours = []
    for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
      const page = await world.newPage({ colorScheme })
      await page.goto(pages[0]?.[1] ?? '')
      colours.push(
        await page.evaluate(() => {
          const behind = [document.body, document.documentElement].map(
            (element) => getComputedStyle(element).backgroundColor,
          )
          return behind.find((colour) => colour !== 'rgba(0, 0, 0, 0)')
        }),
      )
    }
    assert.ok(colours.every(Boolean), `backgrounds ${colours}`)
    assert.notEqual(colours[0], colours[1])
  })
})
