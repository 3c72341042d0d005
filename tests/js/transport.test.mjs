// @ts-check
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { endpoint } from '../../js/recorder/endpoint.js'
import { post } from '../../js/send/transport.js'

test('where the envelopes of a DSN go', () => {
  const query = '?sentry_version=7&sentry_key=k'
  const table = {
    'https://k@a.test/1': `https://a.test/api/1/envelope/${query}`,
    'http://k:secret@a.test:8787/42/': `http://a.test:8787/api/42/envelope/${query}`,
    'https://k@a.test/below/it/1': `https://a.test/below/it/api/1/envelope/${query}`,
    'http://k@[::1]:80/1': `http://[::1]:80/api/1/envelope/${query}`,
  }
  for (const [dsn, url] of Object.entries(table)) assert.equal(endpoint(dsn), url)
  assert.equal(endpoint('https://k@a.test/1', '/tunnel'), '/tunnel')
  for (const tunnel of /** @type {const} */ ([true, 'true']))
    assert.equal(
      endpoint('https://k@a.test/below/1', tunnel),
      `/below/api/1/envelope/${query}`,
      'the own origin',
    )
})

test('what is no DSN', () => {
  for (const dsn of [
    '',
    'text',
    'https://a.test/1',
    'https://k@a.test/',
    'https://k@a.test/x',
    'ftp://k@a.test/1',
  ]) {
    assert.throws(() => endpoint(dsn), /not a DSN/, dsn)
  }
})

test('no more is sent with keepalive than browsers take', async () => {
  /** @type {boolean[]} */
  const kept = []
  /** @type {Function[]} */
  const answers = []
  const fetch = /** @type {any} */ (
    (/** @type {string} */ _, /** @type {any} */ { keepalive }) => {
      kept.push(Boolean(keepalive))
      return new Promise((done) =>
        answers.push(() => done(new Response('', { headers: { 'Retry-After': '7' } }))),
      )
    }
  )
  const first = post(fetch, '/', 'x'.repeat(40_000))
  const second = post(fetch, '/', 'x'.repeat(40_000))
  assert.deepEqual(kept, [true, false])
  for (const answer of answers) answer()
  const answer = { status: 200, headers: [null, '7'], isBatching: false, text: '' }
  assert.deepEqual(await first, answer)
  await second
  const failing = /** @type {any} */ (() => Promise.reject(new TypeError('offline')))
  assert.deepEqual(await post(failing, '/', 'x'.repeat(40_000)), {
    status: 0,
    headers: [null, null],
    isBatching: false,
    text: '',
  })
})

test('an announcement, and the text of an answer', async () => {
  const fetch = /** @type {any} */ (
    async () =>
      new Response('{"envelopes":[200]}', { headers: { 'Balefire-Batch': '1', 'X-Sentry-Rate-Limits': '7' } })
  )
  assert.deepEqual(await post(fetch, '/', 'x'), {
    status: 200,
    headers: ['7', null],
    isBatching: true,
    text: '{"envelopes":[200]}',
  })
})

test('a page that is left and has no fetch that outlives it sends a beacon', async () => {
  /** @type {any[]} */
  const beacons = []
  let isTaken = true
  Object.defineProperty(globalThis, 'navigator', {
    configurable: true,
    value: {
      sendBeacon(/** @type {any[]} */ ...args) {
        beacons.push(args)
        return isTaken
      },
    },
  })
  const broken = /** @type {any} */ (
    () => {
      throw new TypeError('broken')
    }
  )
  const body = new Uint8Array([1])
  assert.equal((await post(broken, '/', body, true)).status, 202)
  assert.equal((await post(broken, '/', body, false)).status, 0, 'and no other page')
  isTaken = false
  assert.equal((await post(broken, '/', body, true)).status, 0)
  const { Request } = globalThis
  const works = /** @type {any} */ (async () => new Response(''))
  try {
    globalThis.Request = /** @type {any} */ (class {})
    isTaken = true
    assert.equal((await post(works, '/', body, true)).status, 202, 'Firefox before 133')
    assert.equal((await post(works, '/', body, false)).status, 200)
  } finally {
    globalThis.Request = Request
  }
  assert.equal((await post(works, '/', body, true)).status, 200)
  assert.deepEqual(beacons, Array(3).fill(['/', body]))
})

test('a page that has broken fetch posts by XMLHttpRequest, and hears the answer', async () => {
  /** @type {any[]} */
  const asked = []
  let status = 200
  class Request {
    status = status
    responseText = 'text'
    open(/** @type {any[]} */ ...args) {
      asked.push(args)
    }
    send(/** @type {any} */ body) {
      asked.push(body)
      setTimeout(() => /** @type {any} */ (this).onloadend())
    }
    getResponseHeader(/** @type {string} */ name) {
      return name === 'retry-after' ? '7' : null
    }
  }
  const page = /** @type {any} */ (globalThis)
  const broken = /** @type {any} */ (
    () => {
      throw new TypeError('broken')
    }
  )
  page.XMLHttpRequest = Request
  try {
    const answer = { status: 200, headers: [null, '7'], isBatching: false, text: 'text' }
    assert.deepEqual(await post(broken, '/', 'x'), answer)
    assert.deepEqual(asked, [['POST', '/'], 'x'])
    status = 0
    assert.equal((await post(broken, '/', 'x')).status, 0)
  } finally {
    delete page.XMLHttpRequest
  }
})
