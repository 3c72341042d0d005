// @ts-check
// The real @sentry/node, pointed at our DSN.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkReport, checkTransaction, runClient } from './clients.mjs'
import { message } from './event.mjs'
import { open } from './harness.mjs'
import { checkOutcomes } from './outcomes.mjs'

const CLIENT = { name: 'sentry.javascript.node', release: 'desk@4', user: 'u-4', tag: 'node' }

const PROGRAM = `
import * as Sentry from '@sentry/node'
const [dsn, traceLifecycle] = process.argv.slice(-2)
Sentry.init({
  dsn,
  traceLifecycle,
  release: 'desk@4',
  environment: 'staging',
  serverName: 'desk-1',
  tracesSampleRate: 1,
})
Sentry.setUser({ id: 'u-4' })
Sentry.setTag('sdk', 'node')

function share(total, people) {
  if (people === 0) throw new RangeError('nobody to share with')
  return total / people
}

Sentry.withScope((scope) => {
  scope.addAttachment({ filename: 'bill.txt', data: 'two teas' })
  try {
    share(100, 0)
  } catch (error) {
    Sentry.captureException(error)
  }
})
Sentry.captureMessage('the desk is closed', 'warning')
Sentry.startSpan({ name: 'close the desk', op: 'task' }, () => {
  Sentry.startSpan({ name: 'sum up', op: 'db' }, () => {})
})
try {
  Sentry.startSpan({ name: 'open the desk', op: 'task' }, () => {
    throw new Error('the key is lost')
  })
} catch {}
Sentry.captureFeedback({ message: 'the desk is slow', name: 'Ada', email: 'ada@example.test' })
await Sentry.flush(20_000)
`

// Since version 11 the first is what it does by itself: spans go as they end, and there are no transactions.
for (const traceLifecycle of ['stream', 'static']) {
  test(`@sentry/node sends here without a change, its spans by "${traceLifecycle}"`, async (t) => {
    const world = await open()
    t.after(world.close)
    await runClient(process.execPath, [
      ...['--input-type=module', '--eval', PROGRAM],
      ...[world.proxy.dsn, traceLifecycle],
    ])

    const error = await checkReport(world, CLIENT, {
      title: 'RangeError: nobody to share with',
      level: 'error',
      newest: 'share',
    })
    assert.equal(error.platform, 'node')
    const warning = await checkReport(world, CLIENT, { title: 'the desk is closed', level: 'warning' })
    assert.equal(message(warning), 'the desk is closed')

    await checkTransaction(world, { name: 'close the desk', spans: ['sum up'] })
    await checkTransaction(world, { name: 'open the desk', isFailed: true })

    // The attachment, the three spans or two transactions, and the feedback; the session as it met the error and as it ended.
    await checkOutcomes(world.proxy, {
      'error accepted': 2,
      'attachment accepted': 1,
      [`${traceLifecycle === 'stream' ? 'span' : 'transaction'} accepted`]:
        traceLifecycle === 'stream' ? 3 : 2,
      'feedback accepted': 1,
      'session accepted': 2,
    })
  })
}
