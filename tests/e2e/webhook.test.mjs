// @ts-check
// Alerts by webhook, from an envelope to a receiver that verifies them as docs/webhook.md says, beside a DingTalk group.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { proxyProgram } from '../../scripts/tools.mjs'
import { startRobot } from '../dingtalk/robot.mjs'
import { startReceiver } from '../webhook/receiver.mjs'
import { failure } from './envelope.mjs'
import { eventually } from './eventually.mjs'
import { startProxy } from './proxy.mjs'

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const ROBOT = { accessToken: 'e2e-token', secret: 'SECe2e' }

/** A proxy of the environment is not used: whoever asks it gets no answer. */
const DEAD_PROXY = {
  HTTP_PROXY: 'http://127.0.0.1:9',
  ALL_PROXY: 'http://127.0.0.1:9',
  http_proxy: 'http://127.0.0.1:9',
}

const settings = (/** @type {string} */ url, secret = SECRET) => ({
  BALEFIRE_ALERT__WEBHOOK__HOOK__URL: url,
  BALEFIRE_ALERT__WEBHOOK__HOOK__SECRET: secret,
})

/** Gives a data folder to a test, and ends what the test started. */
async function withFolder(/** @type {(data: string, endings: (() => unknown)[]) => Promise<void>} */ run) {
  const data = mkdtempSync(join(tmpdir(), 'balefire-e2e-'))
  /** @type {(() => unknown)[]} */
  const endings = [() => rmSync(data, { recursive: true, force: true })]
  try {
    await run(data, endings)
  } finally {
    for (const end of endings.reverse()) await end()
  }
}

test('a new issue arrives at a webhook and at a robot, once each, and a second event at neither', () =>
  withFolder(async (data, endings) => {
    const receiver = await startReceiver({ secret: SECRET, answers: [{ status: 503 }] })
    endings.push(receiver.close)
    const robot = await startRobot(ROBOT)
    endings.push(robot.close)
    const proxy = await startProxy({ data, robot: { ...ROBOT, url: robot.url }, env: settings(receiver.url) })
    endings.push(() => proxy.stop())
    await proxy.send(failure('Outage', '[a](https://evil.test) \u0000<b>'))
    await proxy.send(failure('Outage', '[a](https://evil.test) \u0000<b>'))
    const issue = await proxy.waitForIssue(/^Outage/)
    // The first try gets a 503.
    await eventually(() => receiver.messages.length > 0, 'message of the webhook')
    await eventually(() => robot.messages.length > 0, 'message of the robot')
    const [taken] = receiver.messages
    assert.equal(taken?.message.type, 'issue.new')
    assert.equal(taken?.message.data.project, 'demo')
    assert.equal(taken?.message.data.issue.id, String(issue.id))
    assert.equal(taken?.message.data.issue.url, `${proxy.url}/issues/${issue.id}/`)
    assert.ok(!JSON.stringify(taken?.message).includes('\\u0000'))
    // A later one comes after any repetition.
    await proxy.send(failure('Later', 'of another kind'))
    await eventually(() => receiver.messages.length > 1, 'second message')
    const types = receiver.messages.map(({ message }) => message.data.issue.type)
    assert.deepEqual([types, receiver.refused], [['Outage', 'Later'], []])
  }))

test('a wrong secret is refused by the receiver, and the page says so without showing it', () =>
  withFolder(async (data, endings) => {
    const receiver = await startReceiver({ secret: SECRET })
    endings.push(receiver.close)
    const other = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
    const proxy = await startProxy({ data, env: settings(`${receiver.url}path?key=hunter2`, other) })
    endings.push(() => proxy.stop())
    await proxy.send(failure('Outage', 'nobody believes it'))
    const page = async () => (await fetch(`${proxy.url}/alerts/`)).text()
    await eventually(
      async () => (await page()).includes('refuses the message: check secret and url'),
      'error on the page',
    )
    assert.deepEqual(receiver.messages, [])
    const shown = `${await page()}\n${proxy.log.join('\n')}`
    assert.ok(!shown.includes('hunter2') && !shown.includes(other.slice(6)), shown)
  }))

test('alert test sends through each channel and says how each ended', () =>
  withFolder(async (data, endings) => {
    const receiver = await startReceiver({ secret: SECRET })
    endings.push(receiver.close)
    const robot = await startRobot(ROBOT)
    endings.push(robot.close)
    const run = async (/** @type {Record<string, string>} */ env) => {
      const child = spawn(proxyProgram(), ['alert', 'test', '--data', data], {
        cwd: data,
        env: { PATH: process.env.PATH, ...DEAD_PROXY, ...env },
      })
      let out = ''
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (out += chunk))
      return { code: await new Promise((done) => child.on('close', done)), out }
    }
    const both = {
      ...settings(receiver.url),
      BALEFIRE_ALERT__DINGTALK__TEAM__URL: robot.url,
      BALEFIRE_ALERT__DINGTALK__TEAM__ACCESS_TOKEN: ROBOT.accessToken,
      BALEFIRE_ALERT__DINGTALK__TEAM__SECRET: ROBOT.secret,
    }
    const good = await run(both)
    assert.match(good.out, /hook \(webhook\): delivered\nteam \(dingtalk\): delivered/)
    assert.equal(good.code, 0)
    assert.equal(receiver.messages[0]?.message.type, 'test')
    assert.equal(robot.messages.length, 1)
    const wrong = await run({ ...both, BALEFIRE_ALERT__DINGTALK__TEAM__SECRET: 'SECwrong' })
    assert.match(wrong.out, /team \(dingtalk\): .*signature/)
    assert.match(wrong.out, /1 of 2 channels failed/)
    assert.notEqual(wrong.code, 0)
    const none = await run({})
    assert.match(none.out, /no alert channel is configured/)
    assert.notEqual(none.code, 0)
  }))
