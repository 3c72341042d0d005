// @ts-check
// The SDK of our pages, pointed at a Bugsink: what it sends is what others understand.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startBrowser } from './browser.mjs'
import { startBugsink } from './bugsink.mjs'
import { sdkFiles } from './built.mjs'
import { envelope } from './envelope.mjs'
import { eventually } from './eventually.mjs'
import { startSite } from './site.mjs'

/** What Bugsink says of an event that breaks its schema, and takes with a 200 nevertheless. */
const BROKEN = /event data validation failed: (.*)/
/** What it says while all is well: it has no use for sessions and client reports. */
const FINE = /\[INFO\]|^skipping non-supported envelope item: |^no event or minidump found in envelope/

/** `(module (func (export "trap") unreachable))` */
const TRAP = Buffer.from('0061736d0100000001040160000003020100070801047472617000000a05010300000b', 'hex')

/** @type {Awaited<ReturnType<typeof startBugsink>>} */
let bugsink
/** @type {Awaited<ReturnType<typeof startBrowser>>} */
let browser
before(async () => {
  bugsink = await startBugsink()
  browser = await startBrowser()
})
after(async () => {
  await browser?.close()
  await bugsink?.close()
})

const page = (/** @type {string} */ release) => `<!doctype html><title>Shop</title>
<script src="/balefire.min.js" data-dsn="${bugsink.dsn}" data-release="${release}" data-environment="staging"></script>
<script src="/app.js"></script>`

/**
 * Bugsink's copy of the schema is older than `sdk.settings` (https://github.com/getsentry/relay/pull/4623), and knows a
 * message as `logentry` alone. @sentry/browser sends both as we do. Without them, as Bugsink tells only one thing of all
 * that is wrong with an event.
 */
const WITHOUT_SETTINGS =
  'Balefire.addEventProcessor((event) => { delete event.sdk.settings; return event })\n'
const WITH_LOGENTRY = `Balefire.addEventProcessor(({ message, ...event }) =>
  message ? { ...event, logentry: { formatted: message } } : event)\n`

/** Opens a page with the built SDK and some app. */
async function open(/** @type {Parameters<typeof startSite>[0]} */ files) {
  const site = await startSite({ ...sdkFiles(), ...files })
  const tab = await browser.newPage()
  await tab.goto(site.url)
  return site
}

/** The event of such an issue, as Bugsink names it, whose newest frame is of this function. */
async function arrived(/** @type {number} */ count, /** @type {string[][]} */ expected) {
  const events = await bugsink.waitForEvents(count)
  return expected.map(([type, value, newest]) => {
    const said = `${type}: ${value}, of ${JSON.stringify(events)}`
    const event = events.find(
      ({ issue }) => issue.calculated_type === type && issue.calculated_value === value,
    )
    assert.ok(event, said)
    assert.equal(event.data.exception.values.at(-1).stacktrace?.frames.at(-1).function, newest, said)
    return event.data
  })
}

const complaints = () => bugsink.log.filter((line) => !FINE.test(line))

test('errors, rejections, messages and traps of wasm', async (t) => {
  const site = await open({
    '/': page('shop@1.4.2'),
    '/trap.wasm': TRAP,
    '/app.js': `${WITHOUT_SETTINGS}${WITH_LOGENTRY}
Balefire.setUser({ id: 'u-9', email: 'ada@example.test' })
Balefire.setTag('aisle', 'tea')
Balefire.setExtra('cart', { lanterns: 2 })
Balefire.addBreadcrumb({ category: 'cart', message: 'lantern added', level: 'info', data: { price: 48 } })
function pour() { throw new TypeError('the pot is empty', { cause: new Error('nobody filled it') }) }
function brew() { return Promise.reject(new RangeError('the water is cold')) }
async function boil() {
  const { instance } = await WebAssembly.instantiateStreaming(fetch('/trap.wasm'))
  instance.exports.trap()
}
function shut() { Balefire.captureMessage('the shop is closed', 'warning') }
setTimeout(pour)
setTimeout(brew)
setTimeout(boil)
shut()
`,
  })
  t.after(site.close)

  const events = await arrived(4, [
    ['TypeError', 'the pot is empty', 'pour'],
    ['RangeError', 'the water is cold', 'brew'],
    ['RuntimeError', 'unreachable', 'wasm-function[0]'],
    // Bugsink calls what is synthetic, as a message's stack is, by its function.
    ['shut', '', 'shut'],
  ])
  for (const event of events) {
    assert.deepEqual(
      [event.platform, event.release, event.environment],
      ['javascript', 'shop@1.4.2', 'staging'],
    )
    assert.deepEqual([event.user.id, event.user.email], ['u-9', 'ada@example.test'])
    assert.equal(event.tags.aisle, 'tea')
    assert.deepEqual(event.extra.cart, { lanterns: 2 })
    assert.ok(
      (Array.isArray(event.breadcrumbs) ? event.breadcrumbs : event.breadcrumbs.values).some(
        (/** @type {any} */ { message }) => message === 'lantern added',
      ),
    )
  }

  const [pot, water, trap, closed] = events
  const isHandled = (/** @type {any} */ { exception }) => exception.values.at(-1).mechanism.handled
  assert.deepEqual(events.map(isHandled), [false, false, false, true])
  assert.deepEqual([pot.level, water.level, closed.level], ['error', 'error', 'warning'])
  assert.equal(pot.exception.values[0].value, 'nobody filled it')
  const { filename, lineno, in_app } = pot.exception.values.at(-1).stacktrace.frames.at(-1)
  assert.deepEqual([filename, lineno > 1, in_app], [`${site.url}/app.js`, true, true])
  assert.match(trap.exception.values.at(-1).stacktrace.frames.at(-1).instruction_addr, /^0x/)
  assert.equal(trap.debug_meta.images[0].code_file, `${site.url}/trap.wasm`)
  assert.equal(closed.logentry.formatted, 'the shop is closed')

  assert.deepEqual(complaints(), [])
})

test('a page whose policy forbids wasm', async (t) => {
  const site = await open({
    '/': { body: page('shop@1.4.3'), headers: { 'Content-Security-Policy': "script-src 'self'" } },
    '/app.js': `${WITHOUT_SETTINGS}
Balefire.setTag('aisle', 'oil')
function press() { throw new TypeError('the press is stuck') }
setTimeout(press)
`,
  })
  t.after(site.close)

  const [event] = await arrived(5, [['TypeError', 'the press is stuck']])
  assert.deepEqual([event.release, event.tags.aisle], ['shop@1.4.3', 'oil'])
  // Only our server reads the stack of a page without the core.
  assert.match(event.extra.raw_stack, /at press .*app\.js/)

  assert.deepEqual(complaints(), [])
})

test('two things that Sentry knows and Bugsink does not', async (t) => {
  const told = () => complaints().map((line) => BROKEN.exec(line)?.[1] ?? line)
  const settings = `["$.sdk: Additional properties are not allowed ('settings' was unexpected)"]`
  const message = `["$: Additional properties are not allowed ('message' was unexpected)"]`

  const site = await open({
    '/': page('shop@1.4.4'),
    '/app.js': `
setTimeout(function serve() { throw new Error('out of tea') })
setTimeout(function shut() {
  ${WITHOUT_SETTINGS}
  Balefire.captureMessage('the shop is closed')
})
`,
  })
  t.after(site.close)
  const [event] = await arrived(7, [['Error', 'out of tea', 'serve']])
  assert.deepEqual(event.sdk.settings, { infer_ip: 'never' })
  await eventually(
    () => complaints().length >= 2,
    () => `two complaints, of ${told()}`,
  )
  assert.deepEqual(told().sort(), [settings, message])
})

test('Bugsink would tell of an event that breaks the schema', async () => {
  const { origin, pathname, username } = new URL(bugsink.dsn)
  const url = `${origin}/api${pathname}/envelope/?sentry_key=${username}`
  const { status } = await fetch(url, { method: 'POST', body: envelope({ level: 'deadly' }) })
  assert.equal(status, 200)
  await eventually(() => bugsink.log.some((line) => BROKEN.test(line) && /deadly/.test(line)), 'a complaint')
})
