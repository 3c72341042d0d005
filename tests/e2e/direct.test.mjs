// @ts-check
// What an app tells by the reporter in pure Rust: in a page, in workers of both kinds, bound for each target, in every engine.
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { bind, compile } from '../../scripts/wasm.mjs'
import { FILE, lineOf } from '../deaths/deaths.mjs'
import { launchers } from './browsers/every.mjs'
import { eventually } from './eventually.mjs'
import { startIngest } from './ingest.mjs'
import { startSite } from './site.mjs'

/** The targets of wasm-bindgen, and how a script gets the app of each. */
const TARGETS = /** @type {const} */ ({
  web: `import init, * as app from '/web/deaths.js'
await init()`,
  bundler: `import * as app from '/bundler/deaths_bg.js'
// As a bundler does it.
const module = await WebAssembly.compileStreaming(fetch('/bundler/deaths_bg.wasm'))
const imports = { './deaths_bg.js': app }
for (const { module: path } of WebAssembly.Module.imports(module)) imports[path] ??= await import(path.replace('.', '/bundler'))
const instance = await WebAssembly.instantiate(module, imports)
app.__wbg_set_wasm(instance.exports)
instance.exports.__wbindgen_start()`,
  'no-modules': `// The app's own snippet: there are no modules.
self.require = () => ({ later: setTimeout, once_more() {}, refuse() {} })
importScripts('/no-modules/deaths.js')
const app = wasm_bindgen
const ready = wasm_bindgen('/no-modules/deaths_bg.wasm')`,
})

/** The source of what the app tells while it lives. */
const LIFE = FILE.replace('lib.rs', 'life.rs')

/** @type {Record<string, Uint8Array>} */
const files = {}

before(async () => {
  const module = await compile('balefire-deaths', ['--features', 'direct'])
  for (const target of /** @type {(keyof typeof TARGETS)[]} */ (Object.keys(TARGETS)))
    for (const [path, body] of await bind(module, 'deaths', target)) files[`/${target}/${path}`] = body
})

/** What happens in a host that only reports what nobody catches. */
const ACTS = `
setTimeout(() => { throw new TypeError('of the script') })
setTimeout(() => void Promise.reject(new RangeError('of a promise')), 50)
setTimeout(() => void Promise.reject('a text'), 100)
setTimeout(() => app.in_a_future(), 150)
setTimeout(() => app.panic(7), 200)
setTimeout(() => app.unreachable(), 250)
`

const ACTED = [
  'TypeError: of the script',
  'RangeError: of a promise',
  'UnhandledRejection: Non-Error promise rejection captured with value: a text',
  'panic: the parcel is lost',
  'panic: no such article: 7',
]

for (const [engine, launch] of Object.entries(launchers)) {
  test(`a reporter in pure Rust in ${engine}`, async (t) => {
    const ingest = await startIngest()
    t.after(ingest.close)
    const site = await startSite({ ...files })
    t.after(site.close)
    const browser = await launch()
    t.after(browser.close)
    const page = await browser.newPage()
    let project = 0
    const events = () => ingest.of(project).flatMap(({ event }) => event ?? [])
    const transactions = () => ingest.of(project).flatMap(({ transaction }) => transaction ?? [])
    const of = (/** @type {string} */ text) =>
      events().find(({ message, exception }) => (exception?.values.at(-1).value ?? message) === text)
    /** Opens a page with a script of its own, or with a worker of it. @param {string} script @param {string} [worker] its options */
    const open = async (script, worker) => {
      project++
      const body = script.replaceAll('DSN', `'http://key@${ingest.host}/${project}'`)
      site.files[`/${project}.js`] = body
      site.files[`/${project}/`] =
        `<!doctype html><meta charset="utf-8"><p>A page</p>${worker ? `<script>new Worker('/${project}.js', ${worker})</script>` : `<script type="module" src="/${project}.js"></script>`}`
      await page.goto(`${site.url}/${project}/?secret=1`)
    }
    /** All that came is what is meant, once each. */
    const checkActed = async () => {
      await eventually(() => events().length >= ACTED.length + 1, 'all of it', 8000).catch(() => {})
      const words = events().map(({ exception }) => exception.values.at(-1))
      assert.deepEqual(
        words
          .slice(0, -1)
          .map(({ type, value }) => `${type}: ${value}`)
          .sort(),
        [...ACTED].sort(),
      )
      assert.equal(words.at(-1).type, 'RuntimeError')
      assert.equal(events().at(-1).level, 'fatal')
      assert.match(words.at(-1).value, /nreachable/)
      for (const { mechanism } of words) assert.equal(mechanism.handled, false)
    }

    await t.test('values that are hard to read', async () => {
      await open(`${TARGETS.web}
app.report_directly(DSN)
const loop = {}
loop.self = loop
const refuse = () => { throw 'refused' }
const wild = new Proxy({}, { get: refuse, has: refuse, ownKeys: refuse, getPrototypeOf: refuse })
for (const value of [loop, wild, undefined, Symbol('s'), 10n, null]) app.pass_on(value)
app.report_directly(DSN)
app.fail_with('the end')`)
      await eventually(() => events().length >= 7, 'all of it', 8000)
      const words = events().map(({ exception }) => exception.values.at(-1).value)
      const told = [
        '10',
        'Object captured as exception with keys: self',
        'Symbol(s)',
        '[unreadable]',
        'null',
        'the end',
        'undefined',
      ]
      assert.deepEqual(words.sort(), told.sort())
    })

    await t.test('the API, in a module worker', async () => {
      await open(
        `${TARGETS.web}
app.report_directly(DSN)
const id = app.tell()
app.time()
app.tell_typed()
app.trace()
try { app.panic(7) } catch {}`,
        "{ type: 'module' }",
      )
      await eventually(() => events().length === 10 && transactions().length === 2, 'all of it', 8000)
      const error = of('the price is no number')
      assert.deepEqual(
        [error.release, error.environment, error.tags, error.user.id, error.transaction],
        ['balefire-deaths@0.1.0', 'production', { shop: 'tea' }, '42', '/cart'],
      )
      assert.deepEqual(error.extra.cart, [1, 2])
      assert.equal(error.exception.values[0].value, 'invalid digit found in string')
      assert.equal(error.breadcrumbs.values[0].message, 'opened')
      assert.equal(error.request.url, `${site.url}/${project}.js`)
      const scoped = of('with a scope')
      assert.deepEqual(
        [scoped.level, scoped.fingerprint, scoped.tags],
        ['warning', ['a', 'b'], { shop: 'tea', inner: 'true' }],
      )
      assert.equal(of('without').tags.inner, undefined)
      assert.deepEqual(of('typed').contexts.order, { article: 'tea', size: 'large' })

      const lost = of('the order is lost')
      assert.deepEqual(
        [lost.logger, lost.exception.values[0].value],
        ['balefire_deaths::life', 'the till is shut'],
      )
      const logs = lost.exception.values[1].stacktrace.frames.at(-1)
      assert.deepEqual([logs.filename, logs.lineno], [LIFE, lineOf('order = 3, "the order is lost"', LIFE)])
      const refused = of('the card is refused')
      assert.deepEqual([refused.level, refused.tags.till], ['error', '7'])
      const [frame] = of('below 5').exception.values[0].stacktrace.frames
      assert.deepEqual([frame.function, frame.filename, frame.lineno], ['count', 'rules/stock.lua', 7])

      const transaction = transactions().find(({ transaction }) => transaction === 'save order')
      assert.equal(transaction.spans[0].description, 'POST /orders')
      const { trace_id } = transaction.contexts.trace
      for (const { contexts } of events()) assert.equal(contexts.trace.trace_id, trace_id)

      const panic = of('no such article: 7')
      const [thrown] = panic.exception.values
      assert.deepEqual([panic.level, thrown.type, thrown.mechanism.handled], ['fatal', 'panic', false])
      const place = thrown.stacktrace.frames.findLast((/** @type {any} */ { in_app }) => in_app)
      assert.deepEqual([place.filename, place.lineno], [FILE, lineOf('panic!("no such article')])
    })

    for (const target of /** @type {const} */ (['web', 'bundler']))
      await t.test(`what nobody catches, in a page, bound for ${target}`, async () => {
        await open(`${TARGETS[target]}
app.report_directly(DSN)
await new Promise((go) => setTimeout(go, 500))
${ACTS}`)
        await checkActed()
        const panic = of('no such article: 7')
        assert.equal(panic.request.url, `${site.url}/${project}/`)
        // Chromium tells the address where it first had these bytes.
        assert.match(panic.debug_meta.images[0].code_file, /^http.*\/(web|bundler)\/deaths_bg\.wasm$/)
        assert.match(panic.debug_meta.images[0].debug_id, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
        const { frames } = panic.exception.values[0].stacktrace
        assert.ok(frames.some((/** @type {any} */ { addr_mode }) => addr_mode === 'rel:0'))
      })

    await t.test('the load of a page, once', async () => {
      await open(`${TARGETS.web}
app.report_directly(DSN)`)
      await eventually(() => transactions().length > 0, 'the load', 8000)
      const [load] = transactions()
      const { op, trace_id } = load.contexts.trace
      assert.deepEqual([load.transaction, op], [`/${project}/`, 'pageload'])
      assert.ok(load.timestamp > load.start_timestamp && load.timestamp - load.start_timestamp < 60)
      const ops = load.spans.map((/** @type {any} */ { op }) => op)
      for (const wanted of ['browser.load_event', 'resource.script'])
        assert.ok(ops.includes(wanted), ops.join())
      assert.ok(load.spans.every((/** @type {any} */ span) => span.trace_id === trace_id))
      assert.ok(!JSON.stringify(load).includes('secret'))
      const { ttfb, fcp, lcp, cls } = load.measurements
      // WebKit counts whole milliseconds: where the answer came within the first, it tells of none.
      const isAnswerTold = engine !== 'webkit' || ops.includes('browser.response')
      if (isAnswerTold) assert.ok(ttfb.value > 0 && ttfb.unit === 'millisecond')
      else assert.equal(ttfb, undefined)
      // WebKitGTK paints nothing that it tells of, where nobody sees it.
      if (engine !== 'webkit') assert.ok(fcp.value > 0 && lcp.value >= fcp.value)
      if (engine === 'chromium') assert.equal(cls.value, 0)
    })

    await t.test('what nobody catches, in a module worker', async () => {
      await open(`${TARGETS.web}\napp.report_directly(DSN)\n${ACTS}`, "{ type: 'module' }")
      await checkActed()
    })

    await t.test('what nobody catches, in a classic worker, bound for no-modules', async () => {
      await open(
        `${TARGETS['no-modules']}
ready.then(() => {
app.report_directly(DSN)
${ACTS}
})`,
        '{}',
      )
      await checkActed()
    })

    await t.test(
      'hooks see the errors of the host too, and a dropped panic takes its trap along',
      async () => {
        await open(
          `${TARGETS.web}
app.report_filtered(DSN)
setTimeout(() => { throw new TypeError('of Ada') })
setTimeout(() => app.panic_with('drop me'), 50)
setTimeout(() => app.fail_with('after'), 100)`,
          "{ type: 'module' }",
        )
        await eventually(() => of('after'), 'the last', 8000)
        assert.deepEqual(
          events().map(({ exception, tags }) => [exception.values.at(-1).value, tags.judged]),
          [
            ['of a customer', 'yes'],
            ['after', 'yes'],
          ],
        )
        const reports = ingest
          .of(project)
          .flatMap(({ client_report }) => client_report?.discarded_events ?? [])
        assert.ok(reports.some(({ reason, quantity }) => reason === 'before_send' && quantity === 1))
      },
    )
  })
}
