// @ts-check
// Integrations that a page may import: what each makes of an event.
import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { dataOf, extraErrorDataIntegration } from '../../js/optional/extraerrordata.js'
import { graphqlClientIntegration, operationOf } from '../../js/optional/graphqlclient.js'
import { fileOf, moduleMetadataIntegration, stripMetadata } from '../../js/optional/modulemetadata.js'
import { parameterize } from '../../js/optional/parameterize.js'
import { rewriteFramesIntegration } from '../../js/optional/rewriteframes.js'
import { thirdPartyErrorFilterIntegration } from '../../js/optional/thirdpartyerrorfilter.js'

const page = /** @type {any} */ (globalThis)
afterEach(() => {
  page._sentryModuleMetadata = undefined
})

const client = { getOptions: () => ({}) }
/** An event with frames. @param {...any} frames */
const eventOf = (...frames) => ({ exception: { values: [{ type: 'E', stacktrace: { frames } }] } })
/** @param {any} event */
const framesOf = (event) => event.exception.values[0].stacktrace.frames

test('a template keeps its words and values apart', () => {
  const made = parameterize`User ${'bob'} paid ${5} of 100%`
  assert.equal(String(made), 'User bob paid 5 of 100%')
  assert.deepEqual(made.given.logentry, {
    message: 'User %s paid %s of 100%%',
    params: ['bob', 5],
    formatted: 'User bob paid 5 of 100%',
  })
  const hostile = {
    toString() {
      throw new Error('no')
    },
  }
  assert.equal(String(parameterize`a ${hostile} ${null}`), 'a [unprintable] null')
})

test('members of an error become a context of its name, bounded and without secrets', () => {
  const error = Object.assign(new RangeError('no', { cause: Object.assign(new Error('db'), { code: 7 }) }), {
    status: 404,
    password: 'x',
    inner: new TypeError('inside'),
    deep: { a: { b: { c: 1 } } },
  })
  const event = { contexts: { page: { title: 't' } } }
  const made = extraErrorDataIntegration().processEvent(event, { originalException: error }, client)
  assert.deepEqual(made.contexts, {
    page: { title: 't' },
    RangeError: {
      status: 404,
      password: '[Filtered]',
      inner: 'TypeError: inside',
      deep: { a: { b: '[Object]' } },
      cause: { Error: { code: 7 } },
    },
  })
  assert.deepEqual(event.contexts, { page: { title: 't' } }, 'the event given stays as it is')
})

test('an error without members, and what is no error, get no context', () => {
  const { processEvent } = extraErrorDataIntegration()
  const event = {}
  for (const originalException of [new Error('plain'), { a: 1 }, 'text', undefined])
    assert.equal(processEvent(event, { originalException }, client), event)
})

test('members of an error may be hostile, and its toJSON adds to them', () => {
  const error = Object.assign(new Error('x'), { toJSON: () => ({ code: 1, inner: new Error('y') }) })
  Object.defineProperty(error, 'bad', {
    enumerable: true,
    get() {
      throw new Error('getter')
    },
  })
  assert.deepEqual(dataOf(error, true), { bad: undefined, code: 1, inner: 'Error: y' })
  const throwing = Object.assign(new Error('x'), {
    a: 1,
    toJSON() {
      throw new Error('no')
    },
  })
  assert.deepEqual(dataOf(throwing, true), { a: 1 })
  assert.deepEqual(dataOf(new Error('x', { cause: 'why' }), true), { cause: 'why' })
  assert.deepEqual(dataOf(new Error('x', { cause: 'why' }), false), {})
})

test('frames are rewritten by their beginning, or by a function', () => {
  const event = eventOf(
    { filename: 'https://a.test/js/x.js', lineno: 1 },
    { filename: 'https://b.test/y.js' },
    {},
  )
  const byRoot = rewriteFramesIntegration({ root: 'https://a.test/', prefix: 'app:///' }).processEvent(event)
  assert.deepEqual(framesOf(byRoot), [
    { filename: 'app:///js/x.js', lineno: 1 },
    { filename: 'https://b.test/y.js' },
    {},
  ])
  const byFunction = rewriteFramesIntegration({
    iteratee: (frame) => ({ ...frame, filename: `~/${frame.filename}` }),
  }).processEvent(event)
  assert.equal(framesOf(byFunction)[1].filename, '~/https://b.test/y.js')
  assert.equal(framesOf(event)[0].filename, 'https://a.test/js/x.js')
  assert.equal(framesOf(rewriteFramesIntegration().processEvent(event))[0].filename, 'https://a.test/js/x.js')
})

test('events that have nothing to rewrite, and functions that throw, leave the event as it is', () => {
  const iteratee = () => {
    throw new Error('no')
  }
  for (const event of [{}, { exception: {} }, eventOf({ filename: 'x' })])
    assert.equal(rewriteFramesIntegration({ iteratee }).processEvent(event), event)
})

test('the file of a stack', () => {
  const files = {
    'Error\n    at https://a.test/x.js:1:20\n    at https://b.test/y.js:3:1': 'https://a.test/x.js',
    'Error\n    at new f (https://a.test/a/x.js?v=1:1:20)': 'https://a.test/a/x.js?v=1',
    '@https://a.test/x.js:1:20\n@https://b.test/y.js:1:1': 'https://a.test/x.js',
    'global code@https://a.test/x.js:1:20': 'https://a.test/x.js',
    'Error\n    at chrome-extension://abc/x.js:1:20': 'chrome-extension://abc/x.js',
    'Error\n    at eval (webpack-internal:///./src/a.js:3:7)': 'webpack-internal:///./src/a.js',
    'Error: no stack': undefined,
    '': undefined,
  }
  for (const [stack, file] of Object.entries(files)) assert.equal(fileOf(stack), file, stack)
})

const OWN = 'https://a.test/own.js'
const register = () => {
  page._sentryModuleMetadata = {
    [`Error\n    at ${OWN}:1:9`]: { '_sentryBundlerPluginAppKey:shop': true, team: 'north' },
  }
}

test('frames know the metadata of their files until the event is sent', () => {
  const event = eventOf({ filename: OWN, lineno: 1 }, { filename: 'https://b.test/y.js', lineno: 1 })
  const { processEvent } = moduleMetadataIntegration()
  assert.equal(framesOf(processEvent(event))[0].module_metadata, undefined, 'no bundle was marked')
  register()
  assert.equal(framesOf(processEvent(event))[0].module_metadata.team, 'north')
  assert.equal(framesOf(event)[1].module_metadata, undefined)
  // A bundle that is loaded later.
  page._sentryModuleMetadata['Error\n    at https://b.test/y.js:7:7'] = { team: 'south' }
  assert.equal(framesOf(processEvent(event))[1].module_metadata.team, 'south')
  stripMetadata(event)
  assert.deepEqual(framesOf(event)[0], { filename: OWN, lineno: 1 })
})

const own = { filename: OWN, lineno: 1, colno: 2 }
const foreign = { filename: 'chrome-extension://x/y.js', lineno: 1, colno: 2 }
const wasm = { filename: 'src/main.rs', lineno: 3, platform: 'native', instruction_addr: '0x5' }
const placeless = { filename: '<anonymous>' }

/** @type {[string, any[], 'kept' | 'dropped' | 'tagged'][]} */
const VERDICTS = [
  ['drop-error-if-contains-third-party-frames', [own, own], 'kept'],
  ['drop-error-if-contains-third-party-frames', [own, foreign], 'dropped'],
  ['drop-error-if-contains-third-party-frames', [own, wasm, placeless], 'kept'],
  ['drop-error-if-exclusively-contains-third-party-frames', [own, foreign], 'kept'],
  ['drop-error-if-exclusively-contains-third-party-frames', [foreign, foreign], 'dropped'],
  ['drop-error-if-exclusively-contains-third-party-frames', [], 'kept'],
  ['drop-error-if-exclusively-contains-third-party-frames', [wasm, placeless], 'kept'],
  ['apply-tag-if-contains-third-party-frames', [own, foreign], 'tagged'],
  ['apply-tag-if-contains-third-party-frames', [own], 'kept'],
  ['apply-tag-if-exclusively-contains-third-party-frames', [foreign], 'tagged'],
  ['apply-tag-if-exclusively-contains-third-party-frames', [own, foreign], 'kept'],
]

test('errors of files that are not the page’s own', () => {
  for (const [behaviour, frames, verdict] of VERDICTS) {
    register()
    const { processEvent } = thirdPartyErrorFilterIntegration({
      filterKeys: ['shop'],
      behaviour: /** @type {any} */ (behaviour),
    })
    const event = { ...eventOf(...frames.map((frame) => ({ ...frame }))), tags: { a: 1 } }
    const made = processEvent(event)
    const found = made === null ? 'dropped' : made.tags.third_party_code ? 'tagged' : 'kept'
    assert.equal(found, verdict, `${behaviour} ${JSON.stringify(frames)}`)
    if (found === 'tagged') assert.deepEqual(made.tags, { a: 1, third_party_code: true })
  }
})

test('another application’s key is foreign', () => {
  register()
  const { processEvent } = thirdPartyErrorFilterIntegration({
    filterKeys: ['other'],
    behaviour: 'drop-error-if-contains-third-party-frames',
  })
  assert.equal(processEvent(eventOf({ ...own })), null)
})

test('what a body asks of GraphQL', () => {
  const hash = 'ab'.repeat(32)
  const json = JSON.stringify
  /** @type {[unknown, string | undefined][]} */
  const bodies = [
    [json({ query: 'query Cart($id: ID!) { cart(id: $id) { total } }' }), 'query Cart'],
    [json({ query: 'mutation { pay }' }), 'mutation'],
    [json({ query: '\n  subscription Prices { price }' }), 'subscription Prices'],
    [json({ query: '{ cart }' }), 'query'],
    [json({ query: '{ cart }', operationName: 'Cart' }), 'query Cart'],
    [json({ query: 'fragment F on T { a }' }), 'unknown'],
    [
      json({ operationName: 'Cart', extensions: { persistedQuery: { version: 1, sha256Hash: hash } } }),
      'persisted Cart',
    ],
    [json({ a: 1 }), undefined],
    ['null', undefined],
    ['no json', undefined],
    [new Uint8Array(3), undefined],
    [undefined, undefined],
    [json({ query: `{ ${'a '.repeat(60_000)} }` }), undefined],
  ]
  for (const [body, operation] of bodies) assert.equal(operationOf(body)?.operation, operation, String(body))
})

test('breadcrumbs of requests to GraphQL say which operation it was', () => {
  /** @type {any} */
  let tell
  const start = (/** @type {any} */ options) =>
    graphqlClientIntegration({ endpoints: [/\/graphql$/] }).setup(
      /** @type {any} */ ({
        getOptions: () => options,
        on: (/** @type {string} */ name, /** @type {any} */ act) => {
          assert.equal(name, 'beforeAddBreadcrumb')
          tell = act
          return () => {}
        },
      }),
    )
  const crumb = (/** @type {string} */ url) => {
    const breadcrumb = { type: 'http', category: 'fetch', data: { url } }
    tell(breadcrumb, { input: [url, { body: JSON.stringify({ query: 'query Cart { a }' }) }] })
    return breadcrumb.data
  }
  start({})
  assert.deepEqual(crumb('/api/graphql'), { url: '/api/graphql', 'graphql.operation': 'query Cart' })
  assert.deepEqual(crumb('/api/rest'), { url: '/api/rest' })
  start({ dataCollection: { graphQL: { document: true } } })
  assert.equal(/** @type {any} */ (crumb('/api/graphql'))['graphql.document'], 'query Cart { a }')
  // Breadcrumbs of the page's own making have no hint.
  tell({ type: 'http', data: { url: '/graphql' } }, undefined)
})
