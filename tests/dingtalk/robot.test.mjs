// @ts-check
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { markdown } from './chat.mjs'
import { MAX_BODY, sign, startRobot } from './robot.mjs'

const SECRET = 'SECabc'
let now = 1_795_407_737_000
/** @type {Awaited<ReturnType<typeof startRobot>>[]} */
const robots = []
after(() => Promise.all(robots.map((robot) => robot.close())))

/** @param {Parameters<typeof startRobot>[0]} [options] */
async function start(options) {
  const robot = await startRobot({ secret: SECRET, accessToken: 't', now: () => now, ...options })
  robots.push(robot)
  return robot
}

/**
 * Sends a message as a good sender does, except for what is asked to differ.
 * @param {{ url: string }} robot
 * @param {{ text?: string, token?: string, timestamp?: number, sign?: string, msgUuid?: string, body?: string, type?: string, method?: string }} [differ]
 */
async function send(robot, differ = {}) {
  const { text = 'it broke', token = 't', timestamp = now, msgUuid } = differ
  const query = new URLSearchParams({
    access_token: token,
    timestamp: String(timestamp),
    sign: differ.sign ?? sign(timestamp, SECRET),
  })
  const body = differ.body ?? JSON.stringify({ msgtype: 'markdown', markdown: { title: 'x', text }, msgUuid })
  const method = differ.method ?? 'POST'
  const headers = { 'Content-Type': differ.type ?? 'application/json;charset=utf-8' }
  const response = await fetch(`${robot.url}?${query}`, {
    method,
    headers,
    body: method === 'POST' ? body : undefined,
  })
  assert.equal(response.status, 200, 'HTTP 200 whatever happened')
  return response.json()
}

/** @param {Parameters<typeof send>[1]} differ */
async function check(differ, /** @type {number} */ errcode, errmsg = /./) {
  const robot = await start()
  const answer = await send(robot, differ)
  assert.equal(answer.errcode, errcode)
  assert.match(answer.errmsg, errmsg)
  assert.equal(robot.messages.length, errcode === 0 ? 1 : 0)
}

test('signature of the known vector', () => {
  assert.equal(encodeURIComponent(sign(1_000_000, SECRET)), 'zjq1pmmHjB10nyvaNqe2nqYbFlEyGD2g283zdpCVP10%3D')
})
test('signed message is taken', () => check({}, 0))
test('wrong signature', () => check({ sign: sign(now, 'SECother') }, 310000, /sign not match/))
test('no signature', () => check({ sign: '' }, 310000, /sign not match/))
test('signature of another time', () => check({ sign: sign(now - 1, SECRET) }, 310000, /sign not match/))
test('an hour off is taken', () => check({ timestamp: now - 3_600_000 }, 0))
test('more than an hour ago', () => check({ timestamp: now - 3_600_001 }, 310000, /invalid timestamp/))
test('more than an hour ahead', () => check({ timestamp: now + 3_600_001 }, 310000, /invalid timestamp/))
test('unknown token', () => check({ token: 'other' }, 300005))
test('no token', () => check({ token: '' }, 40035))
test('GET', () => check({ method: 'GET' }, 43002))
test('content type', () => check({ type: 'text/plain' }, 43004))
test('no JSON', () => check({ body: '{' }, 400105))
test('unknown msgtype', () => check({ body: '{"msgtype":"image"}' }, 400105))
test('text message', () => check({ body: '{"msgtype":"text","text":{"content":"x"}}' }, 0))

test('20,000 bytes are taken, one more is not', async () => {
  const empty = JSON.stringify({ msgtype: 'markdown', markdown: { title: 'x', text: '' } }).length
  await check({ text: 'x'.repeat(MAX_BODY - empty) }, 0)
  await check({ text: 'x'.repeat(MAX_BODY - empty + 1) }, 460101)
  // Bytes, not characters.
  await check({ text: '漢'.repeat(7_000) }, 460101)
})

test('no secret, no signature', async () => {
  const robot = await start({ secret: undefined })
  assert.equal((await send(robot, { sign: '' })).errcode, 0)
})

test('one keyword must be visible', async () => {
  const robot = await start({ keywords: ['alarm', 'broke'] })
  assert.equal((await send(robot, { text: 'it broke' })).errcode, 0)
  assert.deepEqual(await send(robot, { text: 'fine' }), {
    errcode: 310000,
    errmsg: 'keywords not in content',
  })
})

test('the same msgUuid is shown once', async () => {
  const robot = await start()
  for (const msgUuid of ['a', 'a', 'b']) assert.equal((await send(robot, { msgUuid })).errcode, 0)
  assert.equal(robot.messages.length, 2)
})

test('the 21st in a minute silences the robot for ten minutes', async () => {
  const robot = await start()
  const begin = now
  for (let n = 0; n < 20; n++) assert.equal((await send(robot)).errcode, 0)
  now = begin + 59_999
  assert.equal((await send(robot)).errcode, 130101)
  now += 599_999
  assert.equal((await send(robot)).errcode, 130101)
  now += 1
  assert.equal((await send(robot)).errcode, 0)
  assert.equal(robot.messages.length, 21)
})

test('twenty in each minute are taken', async () => {
  const robot = await start()
  for (let n = 0; n < 60; n++) {
    if (n % 20 === 0) now += 60_000
    assert.equal((await send(robot)).errcode, 0)
  }
})

test('faults come in their order, then all is well', async () => {
  const robot = await start()
  robot.faults.push('-1', '"0"', 'html', 'reset')
  assert.equal((await send(robot)).errcode, -1)
  assert.equal((await send(robot)).errcode, '0')
  await assert.rejects(send(robot), SyntaxError)
  await assert.rejects(send(robot), TypeError)
  assert.equal((await send(robot)).errcode, 0)
  assert.equal(robot.messages.length, 3, '-1 and html did not show the message; "0" and reset did')
})

test('the chat shows markup of the sender, none of the page', async () => {
  const robot = await start()
  await send(robot, {
    text: '### <b>x</b>\n\n**A:** 1\n\n[Open](https://b.test/) [bad](javascript:alert(1))',
  })
  const page = await (await fetch(robot.page)).text()
  assert.match(page, /<h3 class="h3">&lt;b&gt;x&lt;\/b&gt;<\/h3>/)
  assert.match(page, /<b>A:<\/b> 1/)
  assert.match(page, /<a href="https:\/\/b\.test\/" rel="noreferrer">Open<\/a> \[bad\]\(javascript/)
  const listed = await (await fetch(`${robot.page}messages`)).json()
  assert.equal(listed.length, 1)
})

test('markdown: lines join unless a blank line parts them', () => {
  assert.equal(markdown('a\nb\n\nc  \nd'), '<p>a\nb</p>\n<p>c<br>d</p>')
  assert.equal(markdown('- a\n- b'), '<ul><li>a</li><li>b</li></ul>')
  assert.equal(markdown('"><img src=x>'), '<p>&quot;&gt;&lt;img src=x&gt;</p>')
})
