// @ts-check
import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
// Gives scopes what captures.
import '../../js/api/public_api.js'
import { BrowserClient, defaultStackParser, makeFetchTransport } from '../../js/optional/browserclient.js'
import { getIsolationScope } from '../../js/scope/current_scopes.js'
import { Scope } from '../../js/scope/scope.js'

const page = /** @type {any} */ (globalThis)
const { fetch, warn } = { fetch: globalThis.fetch, warn: console.warn }
/** @type {[string, string][]} what was posted, and where */
let posted = []
/** @type {unknown[][]} */
let warnings = []

beforeEach(() => {
  posted = []
  warnings = []
  page.location = new URL('https://a.test/page')
  console.warn = (...args) => void warnings.push(args)
  page.fetch = async (/** @type {any} */ url, /** @type {any} */ init) => {
    if (!init?.body) throw new TypeError('no core here')
    posted.push([String(url), Buffer.from(init.body).toString()])
    return new Response('{}')
  }
})
afterEach(() => {
  delete page.location
  page.fetch = fetch
  console.warn = warn
  getIsolationScope().clear()
})

const ID = /^[0-9a-f]{32}$/

const DSN = 'https://key@errors.test/7'
const events = () => posted.map(([, body]) => JSON.parse(body.split('\n')[2] ?? '{}'))

test('as guides use it', async () => {
  const before = getIsolationScope().onChange
  /** @type {string[]} */
  const order = []
  const client = /** @type {any} */ (
    new BrowserClient({
      dsn: DSN,
      release: 'widget@1',
      transport: makeFetchTransport,
      stackParser: defaultStackParser,
      integrations: [
        { name: 'Own', setup: () => order.push('setup') },
        /** @type {any} */ (undefined),
        { name: 'Wasm', setup: () => order.push('wasm') },
      ],
    })
  )
  const scope = /** @type {any} */ (new Scope())
  scope.setClient(client)
  assert.deepEqual(order, [])
  client.init()
  client.init()
  assert.deepEqual(order, ['setup'])
  assert.equal(scope.getClient(), client)
  const id = scope.setTag('widget', 'cart').captureException(new Error('of the widget'))
  scope.clone().captureMessage('of a clone')
  client.captureMessage('of the client')
  new Scope().captureMessage('of nobody')
  assert.match(id, /^[0-9a-f]{32}$/)
  assert.ok(await client.flush())
  assert.deepEqual(
    posted.map(([url]) => url),
    Array(3).fill('https://errors.test/api/7/envelope/?sentry_version=7&sentry_key=key'),
  )
  const [first, second, third] = events()
  assert.equal(first.event_id, id)
  assert.equal(first.release, 'widget@1')
  assert.deepEqual(first.tags, { widget: 'cart' })
  assert.deepEqual([second.message, second.tags], ['of a clone', { widget: 'cart' }])
  assert.deepEqual([third.message, third.tags], ['of the client', undefined])
  assert.equal(getIsolationScope().onChange, before)
  assert.ok(await client.close())
  assert.match(client.captureMessage('late'), ID)
  scope.setClient(undefined)
  assert.match(/** @type {any} */ (scope).captureMessage('no client'), ID)
})

test('without a DSN, or with a wrong one, it does nothing and does not throw', async () => {
  for (const options of [undefined, {}, { dsn: 'nonsense' }, { dsn: DSN, enabled: false }]) {
    const client = /** @type {any} */ (new BrowserClient(/** @type {any} */ (options)))
    client.init()
    client.addBreadcrumb({ message: 'x' })
    client.on('x', () => {})()
    const told = [client.captureException(new Error('x')), await client.flush(), await client.close()]
    assert.match(told.shift(), ID)
    assert.deepEqual(told, [true, true])
  }
  assert.deepEqual(
    warnings.map(([words]) => words),
    ['balefire: wrong option dsn:'],
  )
})

test('a transport of another kind is named', () => {
  new BrowserClient({ transport: () => {}, stackParser: () => [] })
  assert.deepEqual(
    warnings.map(([words]) => words),
    ['balefire: wrong option transport', 'balefire: wrong option stackParser'],
  )
})
