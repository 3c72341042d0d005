// @ts-check
// An app in wasm and the tracing of its page: one trace, one decision, one sender of spans.
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { bind, compile } from '../../scripts/wasm.mjs'
import { launchers } from './browsers/every.mjs'
import { sdkFiles } from './built.mjs'
import { eventually } from './eventually.mjs'
import { startSite } from './site.mjs'
import { startReceiver, value } from './span_receiver.mjs'

/** @type {Record<string, import('./site.mjs').Answer | ((request: import('node:http').IncomingMessage) => import('./site.mjs').Answer)>} */
let files

before(async () => {
  const app = await bind(await compile('balefire-deaths', ['--features', 'balefire']), 'deaths', 'web')
  files = {
    ...sdkFiles(),
    ...Object.fromEntries([...app].map(([path, body]) => [`/app/${path}`, body])),
    '/echo': ({ headers }) => ({ body: JSON.stringify(headers), type: 'application/json' }),
  }
})

/** What the app does: transactions with errors in them, spans of tracing, and requests within both. */
const ACT = `
globalThis.headers = app.time().split('\\n')
app.trace()
globalThis.requests = []
const fetched = async () => { requests.push(await (await fetch('/echo')).json()) }
app.trace_around(
  () => { fetched(); Balefire.captureException(new Error('in the transaction')) },
  () => { fetched(); Balefire.captureException(new Error('in the span')) },
)
Balefire.captureException(new Error('outside'))
while (requests.length < 2) await new Promise((go) => setTimeout(go, 20))`

for (const [engine, launch] of Object.entries(launchers)) {
  test(`the crate in a page that traces, in ${engine}`, async (t) => {
    const receiver = await startReceiver()
    t.after(receiver.close)
    const site = await startSite({ ...files })
    t.after(site.close)
    const browser = await launch()
    t.after(browser.close)
    let project = 0

    /** Opens a page with such a script tag whose module does this. @param {string} tag @param {string} act @param {string} [script] */
    const open = async (tag, act, script = 'balefire-tracing.min.js') => {
      project++
      const dsn = receiver.dsn(project)
      const head = tag && `<script src="/${script}" ${tag.replaceAll('DSN', dsn)}></script>`
      site.files[`/${project}/`] = `<!doctype html><meta charset="utf-8">${head}
<script type="module">
import init, * as app from '/app/deaths.js'
await init()
app.report('${dsn}')
${act.replaceAll('DSN', dsn)}
globalThis.isReady = true
</script>`
      const page = await browser.newPage()
      await page.goto(`${site.url}/${project}/`)
      await page.evaluate('while (!globalThis.isReady) await new Promise((go) => setTimeout(go, 20))')
      const of = project
      return {
        page,
        spans: () => receiver.spans(of),
        transactions: () => receiver.transactions(of),
        faults: () => receiver.faults(of),
        events: () => receiver.events(of),
      }
    }
    const TAG = 'data-dsn="DSN" data-traces-sample-rate="1" data-release="shop@1"'
    /** @param {any[]} events @param {string} text */
    const about = (events, text) =>
      events.find(({ message, exception }) => (message ?? exception?.values.at(-1).value) === text)
    /** @param {any} event */
    const placeOf = ({ contexts: { trace } }) => [trace.trace_id, trace.span_id]
    /** @param {string} header */
    const idsOf = (header) => header.split('-').slice(0, 2)

    await t.test('one trace has the page load, what the app does, its errors and its requests', async () => {
      const { page, spans, transactions, events, faults } = await open(TAG, ACT)
      const names = ['save order', 'POST /orders', 'checkout', 'pay by card']
      await eventually(() => spans().some(({ is_segment }) => is_segment), 'the page load', 10_000)
      await eventually(() => events().length >= 7, 'the errors', 10_000)
      const all = spans()
      const [load] = all.filter(({ is_segment }) => is_segment)
      assert.equal(value(load, 'sentry.op'), 'pageload')
      const [save, request, checkout, pay] = names.map((name) => all.find((span) => span.name === name))
      for (const [n, span] of [save, request, checkout, pay].entries()) {
        assert.ok(span, `${names[n]} of ${all.map(({ name }) => name).join()}`)
        assert.deepEqual([span.trace_id, span.is_segment], [load.trace_id, false])
        assert.equal(value(span, 'sentry.segment.id'), load.span_id)
      }
      assert.deepEqual(
        [save, request, checkout, pay].map(({ parent_span_id }) => parent_span_id),
        [load.span_id, save.span_id, load.span_id, checkout.span_id],
      )
      assert.deepEqual(
        [value(save, 'sentry.op'), value(save, 'shop'), value(request, 'articles'), value(pay, 'sentry.op')],
        ['ui.action', 'tea', 3, 'till'],
      )
      assert.deepEqual([request.status, value(checkout, 'cart'), value(pay, 'paid')], ['ok', 7, false])
      assert.equal(all.filter(({ name }) => name === 'not sent').length, 0)
      assert.deepEqual(transactions(), [])

      const [header, baggage] = await page.evaluate('return globalThis.headers')
      assert.equal(header, `sentry-trace: ${load.trace_id}-${request.span_id}-1`)
      assert.match(
        baggage,
        new RegExp(
          `^baggage: sentry-environment=production,sentry-release=shop%401,.*sentry-trace_id=${load.trace_id}`,
        ),
      )

      assert.deepEqual(placeOf(about(events(), 'within')), [load.trace_id, request.span_id])
      assert.deepEqual(placeOf(about(events(), 'the card is refused')), [load.trace_id, pay.span_id])
      assert.deepEqual(placeOf(about(events(), 'the order is lost')), [load.trace_id, checkout.span_id])
      for (const text of ['behind', 'outside'])
        assert.deepEqual(placeOf(about(events(), text)), [load.trace_id, load.span_id], text)
      // The second of each, by `trace_around`.
      const [, laterSave] = all.filter(({ name }) => name === 'save order')
      const [, laterCheckout] = all.filter(({ name }) => name === 'checkout')
      assert.deepEqual(placeOf(about(events(), 'in the transaction')), [load.trace_id, laterSave.span_id])
      assert.deepEqual(placeOf(about(events(), 'in the span')), [load.trace_id, laterCheckout.span_id])
      const requests = await page.evaluate('return globalThis.requests')
      const clients = all.filter(
        (span) => value(span, 'url.full')?.endsWith('/echo') && value(span, 'sentry.op') === 'http.client',
      )
      assert.deepEqual(
        requests.map((/** @type {any} */ headers) => idsOf(headers['sentry-trace'])).toSorted(),
        clients.map(({ trace_id, span_id }) => [trace_id, span_id]).toSorted(),
      )
      for (const { trace_id } of clients) assert.equal(trace_id, load.trace_id)
      assert.deepEqual(faults(), [])
      await page.close()
    })

    await t.test('a page whose trace is not sampled sends no spans of the app', async () => {
      const { page, spans, transactions, events } = await open(
        'data-dsn="DSN" data-traces-sample-rate="0"',
        ACT,
      )
      await eventually(() => events().length >= 7, 'the errors', 10_000)
      const [header, baggage] = await page.evaluate('return globalThis.headers')
      const [traceId] = placeOf(about(events(), 'outside'))
      assert.match(header, new RegExp(`^sentry-trace: ${traceId}-[0-9a-f]{16}-0$`))
      assert.match(baggage, /sentry-sampled=false/)
      await page.evaluate('await Balefire.flush()')
      assert.deepEqual([spans(), transactions()], [[], []])
      await page.close()
    })

    await t.test('a tracing script without a DSN takes the options of the app', async () => {
      const { page, spans } = await open('data-none', 'app.time()')
      await eventually(() => spans().some(({ name }) => name === 'POST /orders'), 'a span', 10_000)
      await page.close()
    })

    await t.test('with traceLifecycle static it is one transaction', async () => {
      const { page, spans, transactions } = await open(`${TAG} data-trace-lifecycle="static"`, 'app.time()')
      const load = await eventually(
        () => transactions().find(({ contexts }) => contexts.trace.op === 'pageload'),
        'the page load',
        10_000,
      )
      const request = load.spans.find((/** @type {any} */ { description }) => description === 'POST /orders')
      assert.deepEqual([request.op, request.trace_id], ['http.client', load.contexts.trace.trace_id])
      assert.deepEqual([transactions().length, spans()], [1, []])
      await page.close()
    })

    await t.test('a panic ends the spans around it', async () => {
      const { page, events } = await open(
        TAG,
        `app.trace_around(() => {}, () => {
  try { app.panic_with('in the span') } catch {}
  Balefire.captureException(new Error('outside'))
})`,
      )
      await eventually(() => about(events(), 'in the span') && about(events(), 'outside'), 'both', 10_000)
      const [panic, outside] = ['in the span', 'outside'].map((text) => placeOf(about(events(), text)))
      assert.equal(panic?.[0], outside?.[0])
      assert.notEqual(panic?.[1], outside?.[1])
      await page.close()
    })

    await t.test('a plain script tag has no tracing: transactions of the app', async () => {
      const { page, spans, transactions } = await open('data-dsn="DSN"', ACT, 'balefire.min.js')
      await eventually(() => transactions().length === 4, 'the transactions', 10_000)
      assert.deepEqual(spans(), [])
      await page.close()
    })
  })
}
