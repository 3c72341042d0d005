// @ts-check
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cleanUrl, collectsHeaders, isSecret } from '../../js/report/privacy.js'

test('keys of secrets', () => {
  for (const key of [
    'password',
    'userPasswd',
    'Authorization',
    'authorized',
    'x-api-key',
    'apiKey',
    'access_token',
    'client_secret',
    'Set-Cookie',
    'sessionId',
    'sid',
    'key',
    'csrfmiddlewaretoken',
  ]) {
    assert.ok(isSecret(key), key)
  }
})

test('keys that only sound like one', () => {
  for (const key of [
    'author',
    'authors',
    'keyboard',
    'monkey',
    'inside',
    'passenger',
    'session_count',
    'id',
  ]) {
    assert.ok(!isSecret(key), key)
  }
})

test('addresses', () => {
  const table = {
    'https://a.test/x?page=2&token=abc&q=1#top': 'https://a.test/x?page=2&token=[Filtered]&q=1#top',
    'https://a.test/cb#access_token=abc&state=1': 'https://a.test/cb#access_token=[Filtered]&state=1',
    'https://me:pw@a.test/': 'https://[Filtered]@a.test/',
    '/relative?password=': '/relative?password=[Filtered]',
    'https://a.test/@me/x=1': 'https://a.test/@me/x=1',
    '': '',
  }
  for (const [url, expected] of Object.entries(table)) assert.equal(cleanUrl(url), expected)
})

test('headers, where the page opts in', () => {
  /** @type {[object, boolean, boolean][]} */
  const table = [
    [{}, false, false],
    [{ sendDefaultPii: true }, true, true],
    [{ dataCollection: { httpHeaders: true } }, true, true],
    [{ sendDefaultPii: true, dataCollection: { httpHeaders: false } }, false, false],
    [{ dataCollection: { httpHeaders: { request: true } } }, true, false],
    [{ dataCollection: { httpHeaders: { response: true } } }, false, true],
  ]
  for (const [options, request, response] of table) {
    assert.equal(Boolean(collectsHeaders(options, 'request')), request)
    assert.equal(Boolean(collectsHeaders(options, 'response')), response)
  }
})
