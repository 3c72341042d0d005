// @ts-check
import { attempt } from '../builtins/originals.js'

/**
 * Largest sum of bodies in flight with `keepalive`, in bytes: browsers refuse above 64 KiB.
 * https://fetch.spec.whatwg.org/#http-network-or-cache-fetch
 */
const KEEPALIVE_BUDGET = 60_000

/** Most requests in flight with `keepalive`; Chromium refuses more of one page. */
const KEEPALIVE_REQUESTS = 15

let bytesInFlight = 0
let requestsInFlight = 0

/** Whether browsers allow one more request with `keepalive`. */
export const canSend = () => requestsInFlight < KEEPALIVE_REQUESTS

/** For a page that has broken `fetch`. @param {string} url @param {any} body @returns {any} */
const postByXhr = (url, body) => {
  const request = new XMLHttpRequest()
  request.open('POST', url)
  request.send(body)
}

/**
 * Posts an envelope; never rejects. Status 0: there was no response.
 * @param {typeof fetch} fetch
 * @param {string} url
 * @param {string | Uint8Array} envelope
 * @returns {Promise<{ status: number, headers: (string | null)[] }>}
 */
export const post = async (fetch, url, envelope) => {
  /** @type {any} */
  const body =
    typeof envelope === 'string' ? (attempt(() => new TextEncoder().encode(envelope)) ?? envelope) : envelope
  const keepalive = bytesInFlight + body.length <= KEEPALIVE_BUDGET && canSend()
  bytesInFlight += body.length
  requestsInFlight++
  try {
    const asked = attempt(() =>
      fetch(url, { method: 'POST', body, keepalive, credentials: 'omit', referrerPolicy: 'strict-origin' }),
    )
    const response = await (asked ?? postByXhr(url, body))
    const { status, headers } = response
    // Chromium counts a request as in flight until its body has come.
    await attempt(() => response.text())?.catch(() => {})
    return { status, headers: [headers.get('x-sentry-rate-limits'), headers.get('retry-after')] }
  } catch {
    return { status: 0, headers: [null, null] }
  } finally {
    bytesInFlight -= body.length
    requestsInFlight--
  }
}
