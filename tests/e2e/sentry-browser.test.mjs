// @ts-check
// The real @sentry/browser, pointed at our DSN.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { build } from 'esbuild'
import { root } from '../../scripts/run.mjs'
import { breadcrumbs, frames, tag } from './event.mjs'
import { open } from './harness.mjs'

/** @type {import('./harness.mjs').World} */
let world
before(async () => {
  world = await open()
})
after(() => world?.close())

const APP = (/** @type {string} */ dsn) => `
import * as Sentry from '@sentry/browser'
Sentry.init({ dsn: ${JSON.stringify(dsn)}, release: 'shop@7', environment: 'staging' })
Sentry.setUser({ id: 'u-7' })
Sentry.setTag('sdk', 'real')
Sentry.addBreadcrumb({ category: 'cart', message: 'lantern added' })
function caughtByHand() { Sentry.captureException(new Error('caught by hand')) }
function thrownInTimer() { throw new RangeError('thrown in a timer') }
caughtByHand()
setTimeout(thrownInTimer)
`

test('@sentry/browser sends here without a change', async () => {
  const bundled = await build({
    stdin: { contents: APP(world.proxy.dsn), resolveDir: root },
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

  /** @type {[title: string, throwing: string][]} */
  const expected = [
    ['Error: caught by hand', 'caughtByHand'],
    ['RangeError: thrown in a timer', 'thrownInTimer'],
  ]
  for (const [title, throwing] of expected) {
    const issue = await world.proxy.waitForIssue(title)
    const event = await world.proxy.latest(issue)
    assert.equal(event.sdk?.name, 'sentry.javascript.browser')
    assert.equal(event.release?.version, 'shop@7')
    assert.equal(tag(event, 'environment'), 'staging')
    assert.equal(tag(event, 'sdk'), 'real')
    assert.equal(event.user?.id, 'u-7')
    assert.equal(frames(event)[0]?.function, throwing)
    assert.ok(breadcrumbs(event).some(({ message }) => message === 'lantern added'))
    await world.waitForMessage(issue)
  }
  assert.equal((await world.proxy.issues()).length, 2)
})
