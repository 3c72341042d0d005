// @ts-check
// The links of messages in a browser that has no token: a page with a button, and what the button does.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { actionLink } from './action_link.mjs'
import { failure } from './envelope.mjs'
import { open } from './harness.mjs'

/** @type {import('./harness.mjs').World} */
let world
before(async () => {
  world = await open({ env: { BALEFIRE_PAGES__TOKEN_REQUIRED: 'true' } })
})
after(() => world?.close())

test('a preview changes nothing, the button resolves, and the pages stay closed', async () => {
  await world.proxy.send(failure('TypeError', 'x is undefined'))
  const issue = await world.proxy.waitForIssue(/x is undefined/)
  const status = async () => (await world.proxy.api(`issues/${issue.id}/`)).status
  const url = world.proxy.url + actionLink(world.data, issue.id, 'resolve')
  for (const method of ['GET', 'HEAD']) assert.equal((await fetch(url, { method })).status, 200)
  assert.equal(await status(), 'unresolved')

  const page = await world.newPage({ locale: 'zh-CN' })
  await page.goto(url)
  assert.equal(await page.locator('html').getAttribute('lang'), 'zh-CN')
  // The style sheet is there without a token, too.
  const radius = await page.locator('button').evaluate((button) => getComputedStyle(button).borderRadius)
  assert.equal(radius, '8px')
  assert.equal(await status(), 'unresolved')
  await page.getByRole('button').click()
  await page.getByRole('heading', { name: '该问题已解决' }).waitFor()
  assert.equal(await status(), 'resolved')
  assert.equal((await fetch(`${world.proxy.url}/issues/${issue.id}/`)).status, 401)
})
