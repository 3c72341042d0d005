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
      kept.push(keepalive)
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
