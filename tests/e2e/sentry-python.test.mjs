// @ts-check
// The real sentry-sdk for Python, pointed at our DSN.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { venvBin } from '../../scripts/tools.mjs'
import { frames, message, tag } from './event.mjs'
import { open } from './harness.mjs'

/** @type {import('./harness.mjs').World} */
let world
before(async () => {
  world = await open()
})
after(() => world?.close())

const PROGRAM = `
import sys
import sentry_sdk

sentry_sdk.init(dsn=sys.argv[1], release="till@3", environment="staging", server_name="till-1")
sentry_sdk.set_user({"id": "u-3"})
sentry_sdk.set_tag("sdk", "python")

def share(total, people):
    return total / people

try:
    share(100, 0)
except ZeroDivisionError as error:
    sentry_sdk.capture_exception(error)
sentry_sdk.capture_message("the till is closed", level="warning")
sentry_sdk.flush(20)
`

test('sentry-sdk sends here without a change', async () => {
  // A proxy of the machine is not on the way to this one.
  const env = { ...process.env, NO_PROXY: '*', no_proxy: '*' }
  await promisify(execFile)(venvBin('python'), ['-c', PROGRAM, world.proxy.dsn], { env, cwd: world.data })

  const error = await world.proxy.waitForIssue('ZeroDivisionError: division by zero')
  const event = await world.proxy.latest(error)
  assert.equal(event.platform, 'python')
  assert.equal(event.sdk?.name, 'sentry.python')
  assert.equal(event.release?.version, 'till@3')
  assert.equal(tag(event, 'environment'), 'staging')
  assert.equal(tag(event, 'sdk'), 'python')
  assert.equal(event.user?.id, 'u-3')
  assert.equal(frames(event)[0]?.function, 'share')

  const warning = await world.proxy.waitForIssue('the till is closed')
  assert.equal(warning.level, 'warning')
  assert.equal(message(await world.proxy.latest(warning)), 'the till is closed')

  await world.waitForMessage(error)
  await world.waitForMessage(warning)
})
