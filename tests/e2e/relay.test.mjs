// @ts-check
// Programs that were written for a DingTalk robot, and whose address alone was changed.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, test } from 'node:test'
import { root } from '../../scripts/run.mjs'
import { venvBin } from '../../scripts/tools.mjs'
import { runClient } from './clients.mjs'
import { eventually } from './eventually.mjs'
import { open } from './harness.mjs'

const FOLDER = join(root, 'tests', 'clients', 'django')

/** @type {import('./harness.mjs').World} */
let world
/** The address of our own robot, with a token of ours. */
let webhook = ''
let token = ''
before(async () => {
  // Nothing that the log could say, however much it says, is a secret.
  world = await open({ env: { RUST_LOG: 'trace' } })
  token = world.proxy.tell('token', '--scope', 'alert:write', '--name', 'relay')
  webhook = `${world.proxy.url}/robot/send?access_token=${token}`
})
after(() => world?.close())

const messages = () => world.robot.messages.map(({ title, text }) => `${title}\n${text}`)

test('all types of messages of DingtalkChatbot', async () => {
  const begun = world.robot.messages.length
  const { stdout } = await runClient(venvBin('python'), [join(FOLDER, 'all_messages.py'), webhook])
  const answers = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  assert.deepEqual(answers.slice(0, 7), Array(7).fill({ errcode: 0, errmsg: 'ok' }))
  // An image is no type of group robots at DingTalk either.
  assert.equal(answers[7].errcode, 400105)
  await eventually(() => world.robot.messages.length === begun + 7, 'seven messages')
  const [text, everybody, link, markdown, single, several, feed] = messages().slice(begun)
  assert.match(text ?? '', /it broke[\s\S]*at once/)
  assert.match(text ?? '', /@13800000000 @u-7/)
  assert.match(everybody ?? '', /everybody/)
  assert.match(link ?? '', /deployed[\s\S]*web@1\.4\.2/)
  assert.match(JSON.stringify(world.robot.messages[begun + 2]), /https:\/\/ci\.test\/7\?a=/)
  assert.match(markdown ?? '', /#### rain[\s\S]*\[more\]\(https:\/\/a\.test\/x\)[\s\S]*@13800000000/)
  assert.match(single ?? '', /### please[\s\S]*\[read\]\(https:\/\/a\.test\/r\)/)
  assert.match(several ?? '', /\[yes\]\(https:\/\/a\.test\/y\)[\s\S]*\[no\]\(https:\/\/a\.test\/n\)/)
  assert.match(feed ?? '', /\[one\]\(https:\/\/a\.test\/1\)[\s\S]*\[two\]\(https:\/\/a\.test\/2\)/)
  const [first, second] = world.robot.messages.slice(begun)
  assert.deepEqual([first?.mentions, first?.mentionsAll], [['13800000000', 'u-7'], false])
  assert.deepEqual([second?.mentions, second?.mentionsAll], [[], true])
})

/** Starts the Django app. */
async function startShop() {
  const shop = spawn(venvBin('python'), [join(FOLDER, 'shop.py'), world.proxy.dsn, webhook], {
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const [address] = await once(createInterface(shop.stdout), 'line')
  return {
    address,
    async close() {
      shop.stdin.end()
      await once(shop, 'close')
    },
  }
}

test('a Django app that raises in a view', async (t) => {
  const shop = await startShop()
  t.after(shop.close)
  assert.equal((await fetch(`${shop.address}/till/?people=0`)).status, 500)
  const issue = await world.proxy.waitForIssue('ZeroDivisionError: division by zero')
  const told = await world.waitForMessage(issue)
  assert.match(told.text, /ZeroDivisionError: division by zero/)
  // What the middleware has sent of the same exception waits for its time, and so does this one, of no exception that is an
  // issue: once it is there, the other's time is over.
  const begun = world.robot.messages.length
  assert.equal((await fetch(`${shop.address}/closed/`)).status, 200)
  await eventually(() => messages().some((text) => text.includes('98 of 100')), 'the settlement')
  assert.equal(world.robot.messages.length, begun + 1)
  const about = messages().filter((text) => text.includes('ZeroDivisionError'))
  assert.equal(about.length, 1, about.join('\n---\n'))
})

test('a page that asks for an alert', async (t) => {
  const wishes = await open({
    env: {
      BALEFIRE_RULE__NEW__ON: 'new_issue',
      BALEFIRE_RULE__NEW__GROUP_WAIT: '0s',
      BALEFIRE_RULE__WISH__ON: 'requested',
      BALEFIRE_RULE__WISH__GROUP_WAIT: '0s',
    },
  })
  t.after(wishes.close)
  const { url, dsn } = wishes.proxy
  const page = (/** @type {string} */ hint) => `<!doctype html><title>Till</title>
<script src="${url}/balefire.min.js" data-dsn="${dsn}" data-sample-rate="1"></script>
<script>Balefire.captureMessage('all cards are refused', ${hint})</script>`
  const site = await wishes.newSite({
    '/': page("{ level: 'warning' }"),
    '/wish': page("{ level: 'warning', alert: true }"),
  })
  const browser = await wishes.newPage()
  await browser.goto(site.url)
  const issue = await wishes.proxy.waitForIssue('all cards are refused')
  await wishes.waitForMessage(issue)
  // A known issue is silent, unless the page asks.
  await browser.goto(`${site.url}/wish`)
  await eventually(() => wishes.messagesOf(issue).length === 2, 'the message that was asked for')
})

test('the token is nowhere in the log', () => {
  const log = world.proxy.log.join('\n')
  assert.ok(!log.includes(token), 'the token is in the log')
})
