// @ts-check
// Instruments: one wrapper for all subscribers, which are told of start and end and may add headers.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { observers } from './observers.mjs'

/** Runs in the page, where these are. @type {any} */
const { B } = globalThis

const { inPage } = observers()

test('fetch: subscribers share a wrapper, and one may add headers', async () => {
  const seen = await inPage(async () => {
    const native = fetch
    const told = /** @type {any[]} */ ([])
    const first = B.onFetch({
      start(/** @type {any} */ request) {
        B.setFetchHeader(request, 'x-trace', 'abc')
        told.push(['start', request.method])
        throw new Error('of a subscriber')
      },
      end: (/** @type {any} */ request, /** @type {Response} */ response) =>
        told.push(['end', request.url, response.status]),
    })
    const wrapper = fetch
    const second = B.onFetch({
      end: (/** @type {any} */ _, /** @type {any} */ response, /** @type {any} */ error) =>
        told.push(['second', response?.status, error?.name]),
    })
    const isOne = fetch === wrapper
    const init = { headers: { 'X-Own': '1' } }
    const own = await (await fetch('/headers', init)).json()
    const ofRequest = await (await fetch(new Request('/headers', { headers: { 'X-Own': '2' } }))).json()
    const plain = await (await fetch('/headers')).json()
    const calls = told.splice(0)
    await fetch('http://127.0.0.1:1/').catch(() => {})
    const failed = told.splice(0).slice(1)
    first()
    const stays = fetch === wrapper
    await fetch('/headers')
    const left = told.splice(0)
    second()
    second()
    const isNative = fetch === native
    return { own, ofRequest, plain, calls, failed, left, isOne, stays, isNative, init: JSON.stringify(init) }
  })
  const { own, ofRequest, plain } = seen
  assert.deepEqual(
    [own, ofRequest, plain],
    [{ own: '1', trace: 'abc' }, { own: '2', trace: 'abc' }, { trace: 'abc' }],
  )
  assert.deepEqual(seen.calls.slice(0, 3), [
    ['start', 'GET'],
    ['end', '/headers', 200],
    ['second', 200, undefined],
  ])
  assert.deepEqual(seen.failed.at(-1), ['second', undefined, 'TypeError'])
  assert.deepEqual(seen.left, [['second', 200, undefined]])
  assert.deepEqual([seen.isOne, seen.stays, seen.isNative], [true, true, true])
  assert.equal(seen.init, '{"headers":{"X-Own":"1"}}', 'what the page passed stays as it is')
})

test('XHR: subscribers share a wrapper, know the body and the headers, and may add some', async () => {
  const seen = await inPage(async () => {
    const { open, send, setRequestHeader } = XMLHttpRequest.prototype
    const told = /** @type {any[]} */ ([])
    const subscriber = {
      start({ method, url, body, headers, xhr }) {
        told.push(['start', method, url, body, headers && [...headers]])
        xhr.setRequestHeader('X-Trace', 'abc')
      },
      end: ({ method, xhr }) => told.push(['end', method, xhr.status]),
    }
    const first = B.onXhr(subscriber)
    const headers = B.collectXhrHeaders(subscriber)
    const wrapper = XMLHttpRequest.prototype.send
    const second = B.onXhr({ end: ({ url }) => told.push(['second', url]) })
    const isOne = XMLHttpRequest.prototype.send === wrapper
    const post = (/** @type {XMLHttpRequest} */ xhr) =>
      new Promise((done) => {
        xhr.onloadend = () => done(JSON.parse(xhr.responseText))
        xhr.open('post', '/headers')
        xhr.setRequestHeader('X-Own', '1')
        xhr.send('body')
      })
    const xhr = new XMLHttpRequest()
    const echoed = [await post(xhr), await post(xhr)]
    first()
    headers()
    second()
    const { prototype } = XMLHttpRequest
    const isNative =
      prototype.open === open && prototype.send === send && prototype.setRequestHeader === setRequestHeader
    return { echoed, told, isOne, isNative }
  })
  assert.deepEqual(seen.echoed, Array(2).fill({ own: '1', trace: 'abc' }))
  const calls = [
    ['start', 'POST', '/headers', 'body', [['X-Own', '1']]],
    ['end', 'POST', 200],
    ['second', '/headers'],
  ]
  assert.deepEqual(seen.told, [...calls, ...calls])
  assert.deepEqual([seen.isOne, seen.isNative], [true, true])
})

test('history and console: subscribers share a wrapper', async () => {
  const seen = await inPage(() => {
    const natives = [history.pushState, console.log, console.info]
    const told = /** @type {string[]} */ ([])
    const cleanups = [
      B.onNavigation({ navigate: (_, /** @type {string} */ to) => told.push(`a ${new URL(to).pathname}`) }),
      B.onConsole({ write: (/** @type {string} */ message) => told.push(`a ${message}`) }),
    ]
    const wrappers = [history.pushState, console.log, console.info]
    cleanups.push(
      B.onNavigation({ navigate: (_, /** @type {string} */ to) => told.push(`b ${new URL(to).pathname}`) }),
      B.onConsole({ write: (/** @type {string} */ message) => told.push(`b ${message}`) }, ['log']),
    )
    const isOne = [history.pushState, console.log, console.info].every((fn, at) => fn === wrappers[at])
    history.pushState({}, '', '/next')
    console.log('log')
    console.info('info')
    for (const cleanup of cleanups) cleanup()
    const isNative = [history.pushState, console.log, console.info].every((fn, at) => fn === natives[at])
    history.pushState({}, '', '/last')
    return { told, isOne, isNative }
  })
  assert.deepEqual(seen, {
    told: ['a /next', 'b /next', 'a log', 'b log', 'a info'],
    isOne: true,
    isNative: true,
  })
})
