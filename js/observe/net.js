// @ts-check
import { wrap } from './wrap.js'

/** Requests of the page become breadcrumbs. @param {import('../recorder.js').Recorder} recorder */
export function observeFetch(recorder) {
  return wrap(globalThis, 'fetch', (/** @type {Promise<Response>} */ answer, [input, init]) => {
    const method = init?.method ?? input?.method ?? 'GET'
    const url = input?.url ?? String(input)
    const crumb = (/** @type {object} */ data, /** @type {string} */ level) =>
      recorder.addBreadcrumb({ type: 'http', category: 'fetch', level, data: { method, url, ...data } })
    answer.catch(() => crumb({}, 'error'))
    // The page gets a promise behind this one, else our `catch` would make what it does not handle count as handled.
    return answer.then((response) => {
      const status = response?.status
      crumb({ status_code: status }, status < 400 ? 'info' : status < 500 ? 'warning' : 'error')
      return response
    })
  })
}
