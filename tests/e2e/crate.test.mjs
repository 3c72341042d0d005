// @ts-check
// What an app tells by the crate, which carries the recorder and its core, in every engine.
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { isWasm } from '../../js/on_demand/wasm/find_module.js'
import { sampleRandOf } from '../../js/report/page_trace.js'
import { bind, compile } from '../../scripts/wasm.mjs'
import { FILE, lineOf } from '../deaths/deaths.mjs'
import { launchers } from './browsers/every.mjs'
import { sdkFiles } from './built.mjs'
import { eventually } from './eventually.mjs'
import { startIngest } from './ingest.mjs'
import { startSite } from './site.mjs'

/** @type {[path: string, body: Uint8Array][]} */
let files

before(async () => {
  const app = await bind(await compile('balefire-deaths', ['--features', 'balefire']), 'deaths', 'web')
  files = [...app].map(([path, body]) => [`/app/${path}`, body])
})

/** The source of what the app tells while it lives. */
const LIFE = FILE.replace('lib.rs', 'life.rs')

for (const [engine, launch] of Object.entries(launchers)) {
  test(`the crate in ${engine}`, async (t) => {
    const ingest = await startIngest()
    t.after(ingest.close)
    const site = await startSite({ ...sdkFiles(), ...Object.fromEntries(files) })
    t.after(site.close)
    const browser = await launch()
    t.after(browser.close)
    const page = await browser.newPage()
    let project = 0

    /** Opens a page whose module does this. @param {string} act @param {string} [head] */
    const open = async (act, head = '') => {
      project++
      const dsn = `http://key@${ingest.host}/${project}`
      site.files[`/${project}/`] = `<!doctype html><meta charset="utf-8">${head.replaceAll('DSN', dsn)}
<script type="module">
import init, * as app from '/app/deaths.js'
await init()
${act.replaceAll('DSN', dsn)}
globalThis.isReady = true
</script>`
      await page.goto(`${site.url}/${project}/`)
      await page.evaluate('while (!globalThis.isReady) await new Promise((go) => setTimeout(go, 20))')
      await page.evaluate('await globalThis.Balefire?.flush()')
    }
    const events = () => ingest.of(project).flatMap(({ event }) => event ?? [])
    const transactions = () => ingest.of(project).flatMap(({ transaction }) => transaction ?? [])
    /** @param {any} event */
    const about = ({ message, exception }) => message ?? exception.values.at(-1).value

    await t.test('messages, events, errors, scopes and breadcrumbs', async () => {
      await open(`app.report('DSN'); globalThis.id = app.tell()`)
      await eventually(() => events().length === 4, 'four events')
      // What has frames of wasm may wait for the module to be read, and others need not.
      const words = ['with a scope', 'without', 'of its own making', 'the price is no number']
      const [scoped, message, own, error] = words.map((text) =>
        events().find((event) => about(event) === text),
      )
      assert.ok(scoped && message && own && error, events().map(about).join())
      assert.deepEqual([scoped.level, scoped.fingerprint], ['warning', ['a', 'b']])
      assert.deepEqual(scoped.tags, { shop: 'tea', inner: 'true' })
      for (const event of [message, own, error]) {
        assert.deepEqual(event.tags, { shop: 'tea' })
        assert.equal(event.fingerprint, undefined)
        assert.equal(event.release, 'balefire-deaths@0.1.0')
        assert.equal(event.user.id, '42')
        assert.deepEqual(event.extra.cart, [1, 2])
        assert.deepEqual(event.contexts.order, { paid: false })
        assert.equal(event.transaction, '/cart')
        const [crumb] = event.breadcrumbs
        assert.deepEqual([crumb.category, crumb.message, crumb.data], ['cart', 'opened', { articles: 2 }])
      }
      assert.equal(message.level, 'info')
      assert.deepEqual([own.level, own.exception.values[0].type], ['error', 'Stock'])
      const [frame] = own.exception.values[0].stacktrace.frames
      assert.deepEqual([frame.function, frame.filename, frame.lineno], ['count', 'rules/stock.lua', 7])
      assert.equal(error.event_id, await page.evaluate('return globalThis.id'))
      assert.deepEqual(
        error.exception.values.map((/** @type {any} */ { value }) => value),
        ['invalid digit found in string', 'the price is no number'],
      )
      const newest = error.exception.values[1].stacktrace.frames.findLast(
        (/** @type {any} */ frame) => frame.in_app,
      )
      // Safari leaves out names now and then.
      if (engine !== 'webkit') assert.match(newest.function, /life::tell|tell/)
    })

    await t.test('hooks of the app change and drop its events, and its last one', async () => {
      await open(`app.report_filtered('DSN'); app.tell_filtered()
try { app.panic_with('of Ada') } catch {}`)
      await eventually(() => events().length === 3, 'three events')
      const [message, error, panic] = ["of Ada's", 'a customer has no price', 'of a customer'].map((text) =>
        events().find((event) => about(event) === text),
      )
      assert.ok(message && error && panic, events().map(about).join())
      for (const event of [message, error, panic]) assert.equal(event.tags.judged, 'yes')
      for (const { exception } of [error, panic]) {
        const { frames } = exception.values.at(-1).stacktrace
        const isGlue = (/** @type {any} */ frame) => frame.filename.endsWith('/deaths.js')
        const called = frames.findIndex(isWasm)
        assert.ok(called > 0 && !frames.slice(called).some(isGlue), JSON.stringify(frames))
      }
      assert.deepEqual([message.level, error.level, panic.level], ['warning', 'error', 'fatal'])
      const crumbs = panic.breadcrumbs.map((/** @type {any} */ crumb) => crumb.message)
      assert.ok(crumbs.includes('kept') && !crumbs.includes('noise'), crumbs.join())
    })

    await t.test('a panic that a hook drops is not told by its trap', async () => {
      await open(`app.report_filtered('DSN'); setTimeout(() => app.panic_with('drop me'))
await new Promise((done) => setTimeout(done, 300)); Balefire.captureMessage('after')`)
      await eventually(() => events().length > 0, 'an event')
      assert.deepEqual(events().map(about), ['after'])
    })

    await t.test('a hook that panics is reported, and asked again', async () => {
      await open(`app.report_filtered('DSN')
for (const [act, words] of [['fail_with', 'break the hook'], ['panic_with', 'of Ada']]) {
  setTimeout(() => app[act](words))
  await new Promise((done) => setTimeout(done, 300))
}
app.tell_filtered()`)
      await eventually(() => events().length >= 4, 'four events')
      const words = events().map(about)
      for (const wanted of ['the hook is broken', 'of a customer', "of Ada's", 'a customer has no price'])
        assert.ok(words.includes(wanted), words.join())
    })

    await t.test('errors of JavaScript, with their own stacks', async () => {
      await open(`app.report('DSN'); function thrower() { throw new TypeError('of the page') }
try { thrower() } catch (error) { app.pass_on(error) }`)
      await eventually(() => events().length === 1, 'an event')
      const [{ exception }] = events()
      const { type, value, stacktrace } = exception.values[0]
      assert.deepEqual([type, value], ['TypeError', 'of the page'])
      assert.equal(stacktrace.frames.at(-1).function, 'thrower')
    })

    await t.test('transactions', async () => {
      const begun = Date.now() / 1000
      await open(`app.report('DSN'); globalThis.headers = app.time()`)
      await eventually(
        () => events().length === 2 && transactions().length === 1,
        'two events, a transaction',
      )
      const [transaction] = transactions()
      const { trace } = transaction.contexts
      assert.match(transaction.event_id, /^[0-9a-f]{32}$/)
      assert.deepEqual(
        [transaction.transaction, trace.op, transaction.tags, transaction.release],
        ['save order', 'ui.action', { shop: 'tea' }, 'balefire-deaths@0.1.0'],
      )
      const [span] = transaction.spans
      assert.deepEqual(
        [span.op, span.description, span.status, span.data],
        ['http.client', 'POST /orders', 'ok', { articles: 3 }],
      )
      assert.deepEqual([span.trace_id, span.parent_span_id], [trace.trace_id, trace.span_id])
      // Clocks of browsers are coarse, and Firefox has one of its own.
      const times = [
        begun - 1,
        transaction.start_timestamp,
        span.start_timestamp,
        span.timestamp,
        transaction.timestamp,
        Date.now() / 1000 + 1,
      ]
      assert.deepEqual(
        times,
        times.toSorted((a, b) => a - b),
      )
      const [header, baggage, ...more] = (await page.evaluate('return globalThis.headers')).split('\n')
      assert.deepEqual([header, more], [`sentry-trace: ${trace.trace_id}-${span.span_id}-1`, []])
      const sampleRand = sampleRandOf(trace.trace_id)
      assert.equal(
        baggage,
        `baggage: sentry-environment=production,sentry-release=balefire-deaths%400.1.0,sentry-public_key=key,sentry-trace_id=${trace.trace_id},sentry-sampled=true,sentry-sample_rand=${sampleRand},sentry-sample_rate=1.000000`,
      )
      const [within, behind] = ['within', 'behind'].map((text) =>
        events().find((event) => about(event) === text),
      )
      assert.deepEqual(
        [within.contexts.trace.trace_id, within.contexts.trace.span_id],
        [span.trace_id, span.span_id],
      )
      // One trace for all of the page, by one decision.
      assert.equal(behind.contexts.trace.trace_id, trace.trace_id)
      assert.notEqual(behind.contexts.trace.span_id, span.span_id)
      for (const { type, envelope } of ingest.of(project))
        if (type === 'event' || type === 'transaction')
          assert.equal(envelope.trace.sample_rand, sampleRand, type)
    })

    await t.test('what tracing tells', async () => {
      await open(`app.report('DSN'); app.trace()`)
      await eventually(
        () => events().length === 2 && transactions().length === 1,
        'two events, a transaction',
      )
      const [refused, event] = ['the card is refused', 'the order is lost'].map((text) =>
        events().find((event) => about(event) === text),
      )
      assert.equal(event.level, 'error')
      const [transaction] = transactions()
      const { trace } = transaction.contexts
      const [span, ...others] = transaction.spans
      assert.deepEqual([transaction.transaction, others], ['checkout', []])
      assert.equal(trace.data.cart, 7)
      assert.match(trace.data['code.file.path'], /life\.rs$/)
      assert.deepEqual([span.description, span.op, span.data.paid], ['pay by card', 'till', false])
      assert.deepEqual([span.trace_id, span.parent_span_id], [trace.trace_id, trace.span_id])
      const { trace_id, span_id } = refused.contexts.trace
      assert.deepEqual([trace_id, span_id], [span.trace_id, span.span_id])
      assert.equal(event.contexts.trace.span_id, trace.span_id)
      // The message is the error that the till has caused, and the title.
      assert.deepEqual(
        event.exception.values.map((/** @type {any} */ { type, value }) => `${type}: ${value}`),
        ['Custom: the till is shut', 'Error: the order is lost'],
      )
      assert.deepEqual([event.logger, refused.message], ['balefire_deaths::life', 'the card is refused'])
      for (const [told, text] of [
        [event.exception.values[1], 'order = 3, "the order is lost"'],
        [refused.exception.values[0], '"the card is refused"'],
      ]) {
        const { frames } = told.stacktrace
        const { filename, lineno, function: of } = frames.at(-1)
        assert.deepEqual([filename, lineno, of], [LIFE, lineOf(text, LIFE), 'balefire_deaths::life'])
        // Below it is the stack of the call, which the server finds lines for.
        assert.ok(frames.some((/** @type {any} */ { addr_mode }) => addr_mode === 'rel:0'))
      }
      assert.deepEqual(event.contexts['Rust Tracing Spans'], { checkout: { cart: 7 } })
      assert.deepEqual(event.contexts['Rust Tracing Fields'], { order: 3 })
      const crumb = event.breadcrumbs.find((/** @type {any} */ { type }) => type === 'log')
      assert.deepEqual([crumb.level, crumb.message, crumb.data], ['warning', 'stock is low', { stock: 4 }])
    })

    await t.test('what a mapper makes of tracing, and the words of an event without a message', async () => {
      await open(`app.report('DSN'); app.trace_mapped()`)
      await eventually(() => events().length === 1, 'an event')
      const [{ message, level, tags }] = events()
      assert.deepEqual([message, level, tags], ['order=3 shop="tea"', 'warning', { team: 'till' }])
    })

    for (const head of ['', '<script src="/balefire.min.js" data-dsn="DSN"></script>'])
      await t.test(`a panic's place without its words, ${head ? 'with a script tag' : 'alone'}`, async () => {
        await open(
          `app.report_places('DSN')
// As an app whose framework has put a hook of its own in place: its words are in the console, and its trap is thrown.
console.error('panicked at src/cart.rs:7:9:\\nthe secret of Ada\\n\\nStack:\\n\\nError')
setTimeout(() => app.unreachable())
await new Promise((done) => setTimeout(done, 300))
try { app.panic(7) } catch {}
Balefire.captureMessage('after')`,
          head,
        )
        await eventually(() => events().length === 3, 'three events')
        const panics = events().filter(({ exception }) => exception?.values[0].type === 'panic')
        const [joined, panic] = panics.toSorted((a, b) => a.timestamp - b.timestamp)
        assert.deepEqual([panic.level, panic.exception.values[0].value || ''], ['fatal', ''])
        const at = (/** @type {any} */ { exception }) =>
          exception.values[0].stacktrace.frames.findLast((/** @type {any} */ { in_app }) => in_app)
        assert.deepEqual([at(panic).filename, at(panic).lineno], [FILE, lineOf('panic!("no such article')])
        assert.deepEqual([at(joined).filename, at(joined).lineno], ['src/cart.rs', 7])
        assert.doesNotMatch(JSON.stringify(events()), /no such article|secret of Ada/)
        assert.match(JSON.stringify(events()), /panicked at src\/cart\.rs:7:9/)
      })

    await t.test('errors of the page, once the app reports, and no request of ours', async () => {
      await open(`app.report('DSN'); setTimeout(() => { throw new TypeError('of the page') }, 300)`)
      await eventually(() => events().length === 1, 'the event')
      const [event] = events()
      assert.equal(about(event), 'of the page')
      assert.equal(event.breadcrumbs, undefined)
    })

    await t.test('a Balefire that the page has is used as it is', async () => {
      await open(
        `app.report('http://key@${ingest.host}/999'); app.tell()`,
        `<script>
globalThis.Balefire = {
  told: [], isEnabled: () => true, flush() {}, init() { throw new Error('again') }, captureMessage: (text) => Balefire.told.push(text),
}
</script>`,
      )
      // Of what this one does not know, nothing comes, and nothing fails.
      assert.deepEqual(await page.evaluate('return Balefire.told'), ['with a scope', 'without'])
      assert.equal(ingest.of(999).length, 0)
    })

    await t.test('noise of the page is dropped, and a sample rate that is none is told', async () => {
      const [snippet] = files.flatMap(([path]) => (/\/balefire\.js$/.test(path) ? path : []))
      await open(`
import { balefire_start } from '${snippet}'
globalThis.told = []
console.warn = (...words) => told.push(words.join(' '))
balefire_start(JSON.stringify({ dsn: 'DSN' }), 1.5, 100, true, false)
Balefire.captureMessage('of the page')
Balefire.captureException(new Error('ResizeObserver loop limit exceeded'))`)
      await eventually(() => events().length === 1, 'the event')
      assert.equal(about(events()[0]), 'of the page')
      assert.deepEqual(await page.evaluate('return globalThis.told'), ['balefire: wrong option sampleRate'])
    })

    await t.test('what a page in JavaScript asks of it', async () => {
      await open(`app.report('DSN')
Balefire.init({ dsn: 'DSN', beforeSend: (event) => ({ ...event, logger: 'hook' }) })
Balefire.addEventProcessor((event) => ({ ...event, tags: { ...event.tags, shop: 'coffee' } }))
Balefire.addIntegration({ name: 'Own', processEvent: (event) => ({ ...event, dist: 'own' }) })
Balefire.captureException(new Error('of the page'))`)
      await eventually(() => events().length === 1, 'the event')
      const [{ logger, tags, dist }] = events()
      assert.deepEqual([logger, tags.shop, dist], ['hook', 'coffee', 'own'])
    })

    await t.test('an app that never reports, or has no DSN, is left alone', async () => {
      await open('app.tell()')
      assert.equal(await page.evaluate('return typeof Balefire'), 'undefined')
      await open(`app.report(''); app.tell()`)
      assert.equal(await page.evaluate('return Balefire.isEnabled()'), false)
    })
  })
}
