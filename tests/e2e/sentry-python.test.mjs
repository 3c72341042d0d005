// @ts-check
// The real sentry-sdk for Python, pointed at our DSN.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { venvBin } from '../../scripts/tools.mjs'
import { checkReport, checkTransaction, runClient } from './clients.mjs'
import { message } from './event.mjs'
import { open } from './harness.mjs'
import { checkOutcomes } from './outcomes.mjs'

/** @type {import('./harness.mjs').World} */
let world
before(async () => {
  world = await open()
})
after(() => world?.close())

// The SDK names the framework that it finds installed, used or not: another test needs Django.
const CLIENT = { name: 'sentry.python.django', release: 'till@3', user: 'u-3', tag: 'python' }

const PROGRAM = `
import sys
import sentry_sdk

sentry_sdk.init(
    dsn=sys.argv[1],
    release="till@3",
    environment="staging",
    server_name="till-1",
    traces_sample_rate=1,
)
sentry_sdk.set_user({"id": "u-3"})
sentry_sdk.set_tag("sdk", "python")
sentry_sdk.get_isolation_scope().start_session(session_mode="application")

def share(total, people):
    return total / people

with sentry_sdk.new_scope() as scope:
    scope.add_attachment(bytes=b"two teas", filename="bill.txt")
    try:
        share(100, 0)
    except ZeroDivisionError as error:
        sentry_sdk.capture_exception(error)
sentry_sdk.capture_message("the till is closed", level="warning")
with sentry_sdk.start_transaction(op="task", name="close the till"):
    with sentry_sdk.start_span(op="db", name="sum up"):
        pass
try:
    with sentry_sdk.start_transaction(op="task", name="open the till"):
        share(100, 0)
except ZeroDivisionError:
    pass
sentry_sdk.get_isolation_scope().end_session()
sentry_sdk.flush(20)
`

test('sentry-sdk sends here without a change', async () => {
  await runClient(venvBin('python'), ['-c', PROGRAM, world.proxy.dsn])

  const error = await checkReport(world, CLIENT, {
    title: 'ZeroDivisionError: division by zero',
    level: 'error',
    newest: 'share',
  })
  assert.equal(error.platform, 'python')
  const warning = await checkReport(world, CLIENT, { title: 'the till is closed', level: 'warning' })
  assert.equal(message(warning), 'the till is closed')

  await checkTransaction(world, { name: 'close the till', spans: ['sum up'] })
  await checkTransaction(world, { name: 'open the till', isFailed: true })

  // The attachment and the transactions; the session as it ended.
  await checkOutcomes(world.proxy, {
    'error accepted': 2,
    'attachment accepted': 1,
    'transaction accepted': 2,
    'session accepted': 1,
  })
})
