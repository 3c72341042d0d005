// @ts-check
// The real @sentry/browser, pointed at our DSN.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { build } from 'esbuild'
import { root } from '../../scripts/run.mjs'
import { checkReport, checkTransaction } from './clients.mjs'
import { breadcrumbs, message } from './event.mjs'
import { open } from './harness.mjs'
import { checkOutcomes } from './outcomes.mjs'

const CLIENT = { name: 'sentry.javascript.browser', release: 'shop@7', user: 'u-7', tag: 'real' }

const APP = (/** @type {string} */ dsn, /** @type {string} */ traceLifecycle) => `
import * as Sentry from '@sentry/browser'
Sentry.init({
  dsn: ${JSON.stringify(dsn)},
  traceLifecycle: ${JSON.stringify(traceLifecycle)},
  release: 'shop@7',
  environment: 'staging',
  tracesSampleRate: 1,
})
Sentry.setUser({ id: 'u-7' })
Sentry.setTag('sdk', 'real')
Sentry.addBreadcrumb({ category: 'cart', message: 'lantern added' })
function caughtByHand() { Sentry.captureException(new Error('caught by hand')) }
function thrownInTimer() { throw new RangeError('thrown in a timer') }
Sentry.withScope((scope) => {
  scope.addAttachment({ filename: 'bill.txt', data: 'two teas' })
  caughtByHand()
})
Sentry.captureMessage('the shop is closed', 'warning')
Sentry.startSpan({ name: 'close the shop', op: 'task' }, () => {
  Sentry.startSpan({ name: 'sum up', op: 'function' }, () => {})
})
Sentry.captureFeedback({ message: 'the shop is slow', name: 'Ada', email: 'ada@example.test' })
setTimeout(thrownInTimer)
`

// Since version 11 the first is what it does by itself: spans go as they end, and there are no transactions.
for (const traceLifecycle of ['stream', 'static']) {
  test(`@sentry/browser sends here without a change, its spans by "${traceLifecycle}"`, async (t) => {
    const world = await open()
    t.after(world.close)
    const bundled = await build({
      stdin: { contents: APP(world.proxy.dsn, traceLifecycle), resolveDir: root },
      bundle: true,
      format: 'iife',
      target: 'es2022',
      write: false,
    })
    const site = await world.newSite({
      '/': '<!doctype html><title>Shop</title><script src="/app.js"></script>',
      '/app.js': bundled.outputFiles[0]?.text ?? '',
    })
    const page = await world.newPage()
    await page.goto(site.url)

    /** @type {[title: string, newest: string][]} */
    const errors = [
      ['Error: caught by hand', 'caughtByHand'],
      ['RangeError: thrown in a timer', 'thrownInTimer'],
    ]
    for (const [title, newest] of errors) {
      const event = await checkReport(world, CLIENT, { title, level: 'error', newest })
      assert.ok(breadcrumbs(event).some(({ message }) => message === 'lantern added'))
    }
    const warning = await checkReport(world, CLIENT, { title: 'the shop is closed', level: 'warning' })
    assert.equal(message(warning), 'the shop is closed')
    assert.equal((await world.proxy.issues()).length, 3)

    await checkTransaction(world, { name: 'close the shop', spans: ['sum up'] })
    // The attachment, the two spans or their transaction, and the feedback; the session as it met the first error, and the second
    // twice: as it was thrown, and as it was sent.
    await checkOutcomes(world.proxy, {
      'error accepted': 3,
      'attachment accepted': 1,
      [`${traceLifecycle === 'stream' ? 'span' : 'transaction'} accepted`]:
        traceLifecycle === 'stream' ? 2 : 1,
      'feedback accepted': 1,
      'session accepted': 3,
    })
  })
}
