// @ts-check
import { attempt } from '../builtins/originals.js'
import { isPageHidden } from '../builtins/page_hidden.js'

/**
 * Posts a text with what the page allows; never rejects. Without a type of its own, a text needs no CORS preflight.
 * @param {typeof fetch} fetch
 * @param {string} url
 * @param {string} body
 * @returns {Promise<import('./last_resort.js').Answer>}
 */
export const postBriefly = async (fetch, url, body) => {
  try {
    const { status, headers } = await fetch(url, {
      method: 'POST',
      body,
      keepalive: true,
      credentials: 'omit',
      referrerPolicy: 'strict-origin',
    })
    const header = (/** @type {string} */ name) => headers.get(name)
    return {
      status,
      rateLimits: header('x-sentry-rate-limits'),
      retryAfter: header('retry-after'),
      batching: header('balefire-batch'),
    }
  } catch {
    // The budget of `keepalive` refuses a body, or the page has broken `fetch`. A beacon says nothing of its arrival, so
    // it is for pages that have no later.
    return { status: isPageHidden() && attempt(() => navigator.sendBeacon(url, body)) ? 200 : 0 }
  }
}
