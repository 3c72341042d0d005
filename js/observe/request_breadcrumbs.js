// @ts-check
import { attempt, weakMap } from '../builtins/originals.js'
import { cleanUrl } from '../report/privacy.js'
import { noteHost } from '../report/unanswered_hosts.js'
import { hiddenFrame, wrap } from './instrument/wrap.js'

/**
 * How a request ended.
 * @typedef {{
 *   method: string, url: string, status?: number, error?: unknown,
 *   response?: Response, args?: any[], trace?: Error | undefined, xhr?: XMLHttpRequest,
 * }} Ended
 */

/** Messages of `fetch` without a response, in Chromium, Safari and Firefox; none of them names the host. */
const NO_ANSWER = /^(Failed to fetch|Load failed|NetworkError when attempting to fetch resource\.)$/

/**
 * Notifies of the end of each `fetch` of the page.
 * @param {(ended: Ended) => void} notify
 * @param {boolean} [traced] with a stack that leads to the request
 */
export const onFetch = (notify, traced) =>
  wrap(
    globalThis,
    'fetch',
    undefined,
    hiddenFrame({
      balefireWrapped(/** @type {Promise<Response>} */ answer, /** @type {any[]} */ args) {
        const [input, init] = args
        const request = {
          method: String(init?.method ?? input?.method ?? 'GET').toUpperCase(),
          url: String(input?.url ?? input),
          args,
          trace: traced ? new Error() : undefined,
        }
        const ended = (/** @type {Partial<Ended>} */ how) => attempt(() => notify({ ...request, ...how }))
        // The page gets the promise that follows ours, so a rejection that it ignores stays unhandled.
        return answer.then(
          (response) => {
            ended({ status: response?.status, response })
            return response
          },
          (error) => {
            ended({ error })
            throw error
          },
        )
      },
    }),
  )

/**
 * Notifies of the end of each XMLHttpRequest of the page.
 * @param {(ended: Ended) => void} notify
 */
export const onXhr = (notify) => {
  const requests = weakMap()
  // One function for all: a request that is opened again then has one listener.
  const listener = (/** @type {any} */ { currentTarget: xhr }) =>
    void attempt(() => {
      const request = requests.get(xhr)
      if (xhr.readyState !== 4 || !request) return
      requests.set(xhr, undefined)
      notify({ ...request, status: xhr.status, xhr })
    })
  // Early: an error in a handler that the page adds later then has the breadcrumb.
  return wrap(globalThis.XMLHttpRequest?.prototype, 'open', ([method, url], xhr) => {
    requests.set(xhr, { method: String(method).toUpperCase(), url: String(url) })
    xhr.addEventListener('readystatechange', listener)
  })
}

/** @param {import('../recorder/recorder.js').Recorder} recorder @param {string} category */
const crumbs =
  (recorder, category) =>
  (/** @type {Ended} */ { method, url, status, error, args, response, xhr }) => {
    // Requests of another copy of the SDK.
    if (/[?&]sentry_key=|\/balefire_bg\.wasm$/.test(url)) return
    const bad = error ? 500 : (status ?? 0)
    recorder.addBreadcrumb(
      {
        type: 'http',
        category,
        level: bad >= 500 ? 'error' : bad >= 400 ? 'warning' : undefined,
        data: { method, url: cleanUrl(url), ...(error ? {} : { status_code: status }) },
      },
      { input: args, response, data: error, xhr },
    )
  }

/** The page's `fetch` becomes breadcrumbs. @param {import('../recorder/recorder.js').Recorder} recorder */
export const observeFetch = (recorder) => {
  // Browsers hide rejections that passed through a script without CORS: the page would miss its own.
  if (recorder.options?.isMuted) return () => {}
  const crumb = crumbs(recorder, 'fetch')
  return onFetch((ended) => {
    crumb(ended)
    const { error, url } = /** @type {any} */ (ended)
    if (error?.name === 'TypeError' && NO_ANSWER.test(error.message)) {
      noteHost(error, new URL(url, location.href).host)
    }
  })
}

/** The page's XMLHttpRequests become breadcrumbs. @param {import('../recorder/recorder.js').Recorder} recorder */
export const observeXhr = (recorder) => onXhr(crumbs(recorder, 'xhr'))
