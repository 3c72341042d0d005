// @ts-check
// What an app tells without the recorder, in a worker, in every engine.
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { bind, compile } from '../../scripts/wasm.mjs'
import { FILE, lineOf } from '../deaths/deaths.mjs'
import { launchers } from './browsers/every.mjs'
import { eventually } from './eventually.mjs'
import { startIngest } from './ingest.mjs'
import { startSite } from './site.mjs'

/** @type {[path: string, body: Uint8Array][]} */
let files

before(async () => {
  const app = await bind(await compile('balefire-deaths', ['--features', 'direct']), 'deaths', 'web')
  files = [...app].map(([path, body]) => [`/app/${path}`, body])
})

for (const [engine, launch] of Object.entries(launchers)) {
  test(`an app in a worker in ${engine}`, async (t) => {
    const ingest = await startIngest()
    t.after(ingest.close)
    const site = await startSite({
      ...Object.fromEntries(files),
      '/worker.js': `
import init, * as app from '/app/deaths.js'
await init()
app.report_directly('http://key@${ingest.host}/7')
const id = app.tell()
app.time()
try { app.panic(7) } catch {}
postMessage(id)`,
      '/': `<!doctype html><meta charset="utf-8"><script>
new Worker('/worker.js', { type: 'module' }).onmessage = ({ data }) => { globalThis.id = data }
</script>`,
    })
    t.after(site.close)
    const browser = await launch()
    t.after(browser.close)
    const page = await browser.newPage()
    await page.goto(`${site.url}/`)
    const events = () => ingest.of(7).flatMap(({ event }) => event ?? [])
    const transactions = () => ingest.of(7).flatMap(({ transaction }) => transaction ?? [])
    await eventually(() => events().length === 7 && transactions().length === 1, 'all of it', 8000)
    const of = (/** @type {string} */ text) =>
      events().find(({ message, exception }) => (exception?.values.at(-1).value ?? message) === text)

    const error = of('the price is no number')
    assert.equal(error.event_id, await page.evaluate('return globalThis.id'))
    assert.deepEqual(
      [error.release, error.environment, error.tags, error.user.id, error.transaction],
      ['balefire-deaths@0.1.0', 'production', { shop: 'tea' }, '42', '/cart'],
    )
    assert.deepEqual(error.extra.cart, [1, 2])
    assert.equal(error.exception.values[0].value, 'invalid digit found in string')
    assert.equal(error.breadcrumbs.values[0].message, 'opened')
    const scoped = of('with a scope')
    assert.deepEqual(
      [scoped.level, scoped.fingerprint, scoped.tags],
      ['warning', ['a', 'b'], { shop: 'tea', inner: 'true' }],
    )
    assert.equal(of('without').tags.inner, undefined)

    const [transaction] = transactions()
    assert.equal(transaction.spans[0].description, 'POST /orders')
    const { trace_id } = transaction.contexts.trace
    assert.equal(of('within').contexts.trace.trace_id, trace_id)

    const panic = of('no such article: 7')
    const [thrown] = panic.exception.values
    assert.deepEqual([panic.level, thrown.type, thrown.mechanism.handled], ['fatal', 'panic', false])
    const place = thrown.stacktrace.frames.findLast((/** @type {any} */ { in_app }) => in_app)
    assert.deepEqual([place.filename, place.lineno], [FILE, lineOf('panic!("no such article')])
  })
}
