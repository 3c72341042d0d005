// @ts-check
// The script of the pages: its keys on each list, times in the reader's zone, and a page that waits for the first event.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { envelope } from './envelope.mjs'
import { fill } from './filled.mjs'
import { open } from './harness.mjs'

/** @type {import('./harness.mjs').World} */
let world
before(async () => {
  world = await open()
})
after(() => world?.close())

const focused = (/** @type {import('playwright-core').Page} */ page) =>
  page.evaluate(() => document.activeElement?.getAttribute('href') ?? document.activeElement?.id)

test('before the first event the start page says how to send, and turns when it has come', async () => {
  const page = await world.newPage()
  await page.clock.install()
  await page.goto(`${world.proxy.url}/`)
  assert.equal(page.url(), `${world.proxy.url}/projects/demo/`)
  const dsn = page.locator('#dsn')
  assert.equal(await dsn.textContent(), world.proxy.dsn)
  // A new page would take a selection and the focus away.
  await dsn.selectText()
  await page.evaluate(() => Object.assign(globalThis, { isFirst: true }))
  const isFirst = () => page.evaluate(() => 'isFirst' in globalThis)
  await world.proxy.send(envelope({ message: 'the first' }))
  await world.proxy.waitForIssue('the first')
  await page.clock.runFor(10_000)
  assert.ok(await isFirst(), 'the selection stays')
  await page.evaluate(() => getSelection()?.removeAllRanges())
  await page.clock.runFor(3_000)
  await page.waitForFunction(() => !('isFirst' in globalThis))
  await page.locator('.outcomes-panel').waitFor()
  await page.goto(`${world.proxy.url}/`)
  assert.equal(page.url(), `${world.proxy.url}/`)
})

test('keys move, search, help and open; times are those of the reader', async () => {
  await fill(world.proxy)
  const page = await world.newPage({ locale: 'zh-CN', timezoneId: 'Asia/Shanghai' })
  await page.goto(`${world.proxy.url}/`)
  const links = await page
    .locator('table.issues a.title')
    .evaluateAll((all) => all.map((a) => a.getAttribute('href')))
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  assert.equal(await focused(page), links[1])
  await page.keyboard.press('k')
  assert.equal(await focused(page), links[0])
  await page.keyboard.press('?')
  assert.ok(await page.locator('#keys').isVisible())
  assert.match((await page.locator('#keys').textContent()) ?? '', /快捷键/)
  await page.keyboard.press('Escape')
  assert.ok(!(await page.locator('#keys').isVisible()))
  await page.keyboard.press('/')
  assert.equal(await focused(page), 'q')
  await page.keyboard.type('jk?')
  assert.match(await page.locator('#q').inputValue(), /jk\?$/)
  await page.keyboard.press('Escape')
  assert.notEqual(await focused(page), 'q')
  assert.match((await page.locator('time').first().getAttribute('title')) ?? '', /GMT\+8.*\n.* UTC$/)
  await page.keyboard.press('j')
  await Promise.all([page.waitForURL(`${world.proxy.url}${links[0]}`), page.keyboard.press('Enter')])
})

test('j goes to the first row of every list that has rows to open', async () => {
  const page = await world.newPage()
  const [issue] = await world.proxy.issues()
  for (const path of [
    '/',
    `/issues/${issue.id}/events/`,
    '/projects/',
    '/releases/?project=demo',
    '/alerts/',
    '/performance/pageloads/?project=demo',
  ]) {
    await page.goto(world.proxy.url + path)
    await page.keyboard.press('j')
    // A link within something that is folded opens nothing.
    const links = page.locator('tbody th.what a[href]').filter({ visible: true })
    assert.ok(await links.first().evaluate((it) => it === document.activeElement), path)
  }
  // The settings have a dialog of keys like all pages, though they are about keys of clients, too.
  for (const path of ['/projects/demo/settings/', '/projects/demo/keys/', '/discarded/', '/feedback/']) {
    await page.goto(world.proxy.url + path)
    await page.keyboard.press('?')
    assert.ok(await page.locator('dialog#keys').isVisible(), path)
  }
})

test('text is copied without permission for the clipboard, or selected; a key of a composition is no key of the page', async () => {
  const page = await world.newPage()
  /** @type {string[]} */
  const errors = []
  page.on('pageerror', (error) => errors.push(error.message))
  const [issue] = await world.proxy.issues()
  await page.goto(`${world.proxy.url}/issues/${issue.id}/events/latest/markdown/`)
  await page.evaluate(() => {
    navigator.clipboard.writeText = () => Promise.reject(new DOMException('denied', 'NotAllowedError'))
  })
  const button = page.locator('button[data-copy]').first()
  const said = page.locator('#said')
  await button.click()
  await said.filter({ hasText: 'Copied' }).waitFor({ state: 'attached' })
  await page.evaluate(() => {
    document.execCommand = () => false
  })
  await button.click()
  await said.filter({ hasText: 'Selected: copy with' }).waitFor({ state: 'attached' })
  const selected = await page.evaluate(() => {
    const field = /** @type {any} */ (document.activeElement)
    return field.selectionEnd
      ? field.value.slice(field.selectionStart, field.selectionEnd)
      : `${getSelection()}`
  })
  assert.match(selected, /The fenced blocks below[\s\S]*## Title/)
  await page.goto(`${world.proxy.url}/`)
  await page.evaluate(() =>
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'j', keyCode: 229, bubbles: true })),
  )
  assert.equal(await focused(page), '')
  assert.deepEqual(errors, [])
})

test('each field is wide enough for what is typed into it', async () => {
  const page = await world.newPage()
  const [issue] = await world.proxy.issues()
  for (const path of ['/', `/issues/${issue.id}/`, '/projects/demo/settings/']) {
    await page.goto(world.proxy.url + path)
    await page.evaluate(() => {
      for (const it of document.querySelectorAll('details')) it.open = true
    })
    const fields = 'select, textarea, input:not([type=checkbox], [type=radio], [type=hidden])'
    const widths = await page
      .locator(fields)
      .filter({ visible: true })
      .evaluateAll((all) => all.map((it) => [it.getAttribute('name'), it.getBoundingClientRect().width]))
    assert.ok(widths.length > 0, path)
    assert.deepEqual(
      widths.filter(([, width]) => Number(width) < 50),
      [],
      path,
    )
  }
})
