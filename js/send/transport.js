// @ts-check
import { attempt } from '../builtins/originals.js'

/**
 * Largest sum of bodies in flight with `keepalive`, in bytes: browsers refuse above 64 KiB.
 * https://fetch.spec.whatwg.org/#http-network-or-cache-fetch
 */
export const KEEPALIVE_BUDGET = 60_000

/** Most requests in flight with `keepalive`; Chromium refuses more than 15 of one page, and the last is for the report. */
const KEEPALIVE_REQUESTS = 14

/** Most bytes of a report of losses, which goes last when a page is left: items leave that room, and one request, to it. */
const REPORT_BYTES = 4_000

let bytesInFlight = 0
let requestsInFlight = 0

/** Whether browsers allow one more request with `keepalive`. */
export const canSend = () => requestsInFlight < KEEPALIVE_REQUESTS

/** How many bytes one more request with `keepalive` may have. */
export const keepaliveRoom = () => (canSend() ? KEEPALIVE_BUDGET - bytesInFlight : 0)

/** The bytes of a text; the text itself where the page has broken the encoder. @param {string} text @returns {any} */
export const bytesOf = (text) => attempt(() => new TextEncoder().encode(text)) ?? text

/** For a page that has broken `fetch`. @param {string} url @param {any} body @returns {Promise<any>} */
const postByXhr = (url, body) =>
  new Promise((done) => {
    const request = new XMLHttpRequest()
    request.onloadend = () =>
      done({
        status: request.status,
        headers: { get: (/** @type {string} */ name) => request.getResponseHeader(name) },
        text: async () => request.responseText,
      })
    request.open('POST', url)
    request.send(body)
  })

/**
 * For a page that is left and has no `fetch` that outlives it: Firefox before 133. Bytes have no type, so there is no
 * preflight. Whether the browser has taken them.
 * https://developer.mozilla.org/en-US/docs/Web/API/Navigator/sendBeacon
 * @param {string} url @param {any} body
 */
const postByBeacon = (url, body) => attempt(() => navigator.sendBeacon(url, body))

/**
 * The answer of a server: status 0 if there was none; whether it announces batches; and its text.
 * @typedef {{ status: number, headers: (string | null)[], isBatching: boolean, text: string | undefined }} Answer
 */

/** @param {number} status @returns {Answer} */
export const answerOf = (status) => ({ status, headers: [null, null], isBatching: false, text: '' })

/**
 * Posts the body of a request; never rejects. It needs no preflight: a body of bytes has no `Content-Type`, and that of a text
 * is `text/plain`.
 * https://fetch.spec.whatwg.org/#cors-safelisted-request-header
 * @param {typeof fetch} fetch
 * @param {string} url
 * @param {any} body bytes, or a text
 * @param {boolean} [isLeaving]
 * @returns {Promise<Answer>}
 */
export const post = async (fetch, url, body, isLeaving) => {
  const keepalive = body.length <= keepaliveRoom() || (isLeaving && body.length < REPORT_BYTES)
  const isCut = isLeaving && attempt(() => 'keepalive' in Request.prototype) === false
  const bytes = keepalive ? body.length : 0
  bytesInFlight += bytes
  requestsInFlight++
  try {
    const asked =
      !isCut &&
      attempt(() =>
        fetch(url, { method: 'POST', body, keepalive, credentials: 'omit', referrerPolicy: 'strict-origin' }),
      )
    if (!asked && isLeaving && postByBeacon(url, body)) return answerOf(202)
    const response = await (asked || postByXhr(url, body))
    const { status, headers } = response
    return {
      status,
      headers: [headers.get('x-sentry-rate-limits'), headers.get('retry-after')],
      isBatching: headers.get('balefire-batch') === '1',
      // Chromium counts a request as in flight until its body has come.
      text: await attempt(() => response.text())?.catch(() => {}),
    }
  } catch {
    return answerOf(0)
  } finally {
    bytesInFlight -= bytes
    requestsInFlight--
  }
}
