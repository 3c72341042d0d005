// @ts-check
// The alert rules of a project: made in the form without a script, in force at once, and told to the group.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { failure } from './envelope.mjs'
import { eventually } from './eventually.mjs'
import { open } from './harness.mjs'

/** @type {import('./harness.mjs').World} */
let world
/** @type {import('playwright-core').Page} */
let page
before(async () => {
  // Else the default rule tells the group of everything.
  world = await open({ env: { BALEFIRE_RULE__DEFAULT__ON: 'spike' } })
  page = await world.newPage({ javaScriptEnabled: false })
})
after(() => world?.close())

const rules = () => `${world.proxy.url}/projects/demo/rules/`
const text = async () => (await page.textContent('main')) ?? ''

test('a value that cannot be used is named beside its field, and the others stay', async () => {
  await page.goto(`${world.proxy.url}/projects/demo/`)
  await page.getByRole('link', { name: 'Alert rules', exact: true }).first().click()
  await page.getByRole('link', { name: 'Many events of an issue' }).click()
  await page.fill('[name=name]', '..')
  await page.fill('[name=above]', 'many')
  await page.fill('[name=url]', '*/cart*')
  await page.fill('[name=group_wait]', '2h')
  await page.getByRole('button', { name: 'Save rule' }).click()
  for (const words of [
    'name is a name that no address can have',
    'above is not a number',
    'group_wait is too long',
  ])
    assert.ok((await text()).includes(words), words)
  const about = await page.getAttribute('#r-above', 'aria-describedby')
  assert.match((await page.textContent(`[id="${about}"]`)) ?? '', /is not a number/)
  assert.equal(await page.inputValue('[name=above]'), 'many')
  assert.equal(await page.inputValue('[name=url]'), '*/cart*')
})

test('a rule that is made in the form tells the group at once', async () => {
  await page.goto(rules())
  await page.getByRole('link', { name: 'Something new of an issue' }).click()
  await page.fill('[name=name]', 'cart')
  await page.fill('[name=tag]', 'team=cart')
  await page.fill('[name=group_wait]', '0s')
  await page.selectOption('[name=type]', 'action_card')
  await page.getByRole('button', { name: 'What would it have sent last week?' }).click()
  assert.match(await text(), /Nothing is stored yet\.[\s\S]*No message\./)
  assert.equal(await page.inputValue('[name=tag]'), 'team=cart')
  await page.getByRole('button', { name: 'Save rule' }).click()
  assert.match(await text(), /Saved\.[\s\S]*cart\s+in force/)

  await world.proxy.send(failure('TillError', 'another team', { tags: { team: 'till' } }))
  await world.proxy.send(failure('CartError', 'the cart is empty', { tags: { team: 'cart' } }))
  const told = () =>
    world.robot.messages.find((message) => JSON.stringify(message).includes('the cart is empty'))
  const message = await eventually(told, 'a message of the rule', 20_000)
  assert.equal(message.body.msgtype, 'actionCard')
  assert.ok(!JSON.stringify(world.robot.messages).includes('another team'))
})

test('a rule that is switched off tells nothing, and one that is deleted is gone', async () => {
  await page.goto(rules())
  await page.getByRole('button', { name: 'Switch off' }).click()
  assert.match(await text(), /cart\s+switched off/)
  await page.getByRole('link', { name: 'cart', exact: true }).click()
  await page.getByText('Delete this rule').click()
  await page.getByRole('button', { name: 'Delete', exact: true }).click()
  assert.match(await text(), /This project has no rule of its own/)
})
