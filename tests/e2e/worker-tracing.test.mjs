// @ts-check
// A dedicated worker that asks for tracing sends its spans, though it has no load and is never hidden.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { launchers } from './browsers/every.mjs'
import { sdkFiles } from './built.mjs'
import { eventually } from './eventually.mjs'
import { startSite } from './site.mjs'
import { startReceiver, value } from './span_receiver.mjs'

const worker = (/** @type {string} */ dsn) => `
import * as Balefire from './balefire.js'
Balefire.init({
  dsn: '${dsn}',
  release: 'shop@1',
  integrations: [Balefire.browserTracingIntegration()],
  tracesSampleRate: 1,
})
const work = (name) => Balefire.startSpan({ name, op: 'task' }, async () => {
  await (await fetch('/prices?token=secret')).text()
  Balefire.startSpan({ name: 'sum up' }, () => {})
})
await work('first')
addEventListener('message', () => work('second'))
postMessage('first')
`

for (const browserName of /** @type {const} */ (['chromium', 'firefox'])) {
  test(`${browserName}: spans of a worker`, async (t) => {
    const receiver = await startReceiver()
    t.after(() => receiver.close())
    const site = await startSite({
      ...sdkFiles(),
      '/': '<!doctype html><title>Shop</title>',
      '/prices': { body: '[]' },
      '/worker.js': { body: worker(receiver.dsn(1)) },
    })
    t.after(() => site.close())
    const browser = await launchers[browserName]()
    t.after(() => browser.close())
    const page = await browser.newPage()
    await page.goto(`${site.url}/`)
    await page.evaluate(`new Promise((done) => {
      globalThis.worker = new Worker('/worker.js', { type: 'module' })
      worker.onmessage = done
    })`)
    const named = (/** @type {string} */ name) => receiver.spans(1).find((span) => span.name === name)
    const first = await eventually(() => named('first'), 'the first span')
    // Later ones go, too.
    await page.evaluate('worker.postMessage(1)')
    const second = await eventually(() => named('second'), 'the second span')
    assert.ok(first.is_segment && second.is_segment && first.trace_id === second.trace_id)
    assert.equal(value(first, 'sentry.op'), 'task')
    assert.equal(value(first, 'sentry.release'), 'shop@1')
    const children = receiver.spans(1).filter((span) => span.parent_span_id === first.span_id)
    assert.deepEqual(children.map((span) => span.name).sort(), [
      `GET ${new URL(site.url).hostname}`,
      'sum up',
    ])
    const request = children.find((span) => span.name.startsWith('GET '))
    assert.equal(value(request, 'url.full'), `${site.url}/prices?token=[Filtered]`)
    assert.ok(Math.abs(first.end_timestamp - Date.now() / 1000) < 60)
    assert.deepEqual(receiver.faults(1), [])
  })
}
