// @ts-check
// The code of docs/webhook.md takes what is signed and nothing else.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { documentedVerify } from './receiver.mjs'

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const BODY = '{"test": 2432232314}'

const sign = (/** @type {string} */ text) =>
  createHmac('sha256', Buffer.from(SECRET.slice(6), 'base64'))
    .update(text)
    .digest('base64')

function headersOf(id = 'msg_1', seconds = Math.floor(Date.now() / 1000), body = BODY) {
  const signature = `v1,${sign(`${id}.${seconds}.${body}`)}`
  return { 'webhook-id': id, 'webhook-timestamp': String(seconds), 'webhook-signature': signature }
}

test('a signature is the one of the standard', () => {
  // The vector in the tests of the standard's own libraries.
  assert.equal(
    sign(`msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.${BODY}`),
    'g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  )
})

test('what is signed is taken, also beside a signature by another key', async () => {
  const verify = await documentedVerify()
  const headers = headersOf()
  assert.deepEqual(verify(SECRET, headers, BODY), JSON.parse(BODY))
  const rotated = { ...headers, 'webhook-signature': `v1,${'A'.repeat(43)}= ${headers['webhook-signature']}` }
  assert.deepEqual(verify(SECRET, rotated, BODY), JSON.parse(BODY))
})

test('what is not is refused', async () => {
  const verify = await documentedVerify()
  const headers = headersOf()
  const hourAgo = headersOf('msg_1', Math.floor(Date.now() / 1000) - 3600)
  /** @type {[Record<string, string>, string, RegExp][]} */
  const bad = [
    [headers, '{"test": 1}', /does not match/],
    [{ ...headers, 'webhook-id': 'msg_2' }, BODY, /does not match/],
    [{ ...headers, 'webhook-signature': 'v1,' }, BODY, /does not match/],
    [{ ...headers, 'webhook-signature': headers['webhook-signature'].replace('v1', 'v2') }, BODY, /match/],
    [{ ...headers, 'webhook-timestamp': 'soon' }, BODY, /too old/],
    [hourAgo, BODY, /too old/],
    [{}, BODY, /too old/],
  ]
  for (const [given, body, why] of bad) assert.throws(() => verify(SECRET, given, body), why)
  assert.throws(() => verify('whsec_AAAA', headers, BODY), /does not match/)
})
