// @ts-check
// Requests of the page become breadcrumbs.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { observers } from './observers.mjs'

/** Runs in the page, where these are. @type {any} */
const { B, record, failures } = globalThis

const { inPage, site } = observers()

test('fetch: breadcrumbs, and promises that are as handled as before', async () => {
  const seen = await inPage(async () => {
    const recorder = record()
    const native = fetch
    const undo = B.breadcrumbsIntegration().setup(recorder)
    const ok = await fetch('/ok?password=x&page=2')
    await fetch(new Request('/missing', { method: 'post' }))
    await fetch(new URL('/broken', location.href), { method: 'put' })
    const handled = await fetch('http://127.0.0.1:1/gone').catch((error) => error)
    fetch('http://127.0.0.1:1/unhandled')
    await new Promise((done) => addEventListener('unhandledrejection', done))
    const aborted = await fetch('/ok', { signal: AbortSignal.abort() }).catch((error) => error)
    undo()
    return {
      text: await ok.text(),
      crumbs: recorder.crumbs,
      hosts: [B.hostOf(handled), B.hostOf(failures[0]), B.hostOf(aborted), B.hostOf('text')],
      messages: [handled.message, ...failures.map((error) => error.message)],
      undone: fetch === native,
    }
  })
  const { url } = site()
  const crumb = (
    /** @type {string} */ method,
    /** @type {string} */ url,
    /** @type {number | undefined} */ status_code,
    /** @type {string | undefined} */ level,
  ) => ({
    type: 'http',
    category: 'fetch',
    level,
    data: { method, url, ...(status_code && { status_code }) },
  })
  assert.deepEqual(seen, {
    text: 'fine',
    crumbs: [
      crumb('GET', '/ok?password=x&page=2', 200, undefined),
      crumb('POST', `${url}/missing`, 404, 'warning'),
      crumb('PUT', `${url}/broken`, 503, 'error'),
      crumb('GET', 'http://127.0.0.1:1/gone', undefined, 'error'),
      crumb('GET', 'http://127.0.0.1:1/unhandled', undefined, 'error'),
      crumb('GET', '/ok', undefined, 'error'),
    ],
    hosts: ['127.0.0.1:1', '127.0.0.1:1', undefined, undefined],
    messages: ['Failed to fetch', 'Failed to fetch'],
    undone: true,
  })
})

test('XHR: breadcrumbs that are there before the handlers of the page run', async () => {
  const seen = await inPage(async () => {
    const recorder = record()
    const native = [XMLHttpRequest.prototype.open, XMLHttpRequest.prototype.send]
    const undo = B.breadcrumbsIntegration({ fetch: false }).setup(recorder)
    const counts = /** @type {number[]} */ ([])
    const xhr = new XMLHttpRequest()
    const send = (/** @type {string} */ method, /** @type {string} */ url, async = true) => {
      const done = new Promise((done) => {
        xhr.onloadend = done
      })
      xhr.open(method, url, async)
      xhr.onreadystatechange = () => {
        if (xhr.readyState === 4) counts.push(recorder.crumbs.length)
      }
      xhr.send()
      return async && done
    }
    await send('get', '/ok?token=a')
    await send('POST', '/missing')
    send('GET', '/broken', false)
    await send('GET', 'http://127.0.0.1:1/gone')
    const own = Object.keys(xhr).length
    const done = send('GET', '/ok')
    xhr.abort()
    await done
    undo()
    await send('GET', '/ok')
    const { open: nowOpen, send: nowSend } = XMLHttpRequest.prototype
    return { crumbs: recorder.crumbs, counts, own, undone: nowOpen === native[0] && nowSend === native[1] }
  })
  const crumb = (
    /** @type {string} */ method,
    /** @type {string} */ url,
    /** @type {number} */ status_code,
    /** @type {string | undefined} */ level,
  ) => ({ type: 'http', category: 'xhr', level, data: { method, url, status_code } })
  assert.deepEqual(seen, {
    crumbs: [
      crumb('GET', '/ok?token=a', 200, undefined),
      crumb('POST', '/missing', 404, 'warning'),
      crumb('GET', '/broken', 503, 'error'),
      crumb('GET', 'http://127.0.0.1:1/gone', 0, undefined),
      crumb('GET', '/ok', 0, undefined),
    ],
    counts: [1, 2, 3, 4, 5, 5],
    own: 0,
    undone: true,
  })
})
