// @ts-check
import { attempt, weakMap } from '../builtins.js'
import { cleanUrl } from '../privacy.js'
import { ours, wrap } from './wrap.js'

/**
 * How a request ended.
 * @typedef {{
 *   method: string, url: string, status?: number, error?: unknown,
 *   response?: Response, args?: any[], trace?: Error | undefined, xhr?: XMLHttpRequest,
 * }} Ended
 */

/** What `fetch` says in Chromium, Safari and Firefox when there is no answer; none of them says from whom. */
const NO_ANSWER = /^(Failed to fetch|Load failed|NetworkError when attempting to fetch resource\.)$/

const hosts = weakMap()

/** The host that gave no answer, where that is the error. @param {any} error @returns {string | undefined} */
export const hostOf = (error) => hosts.get(error)

/**
 * Tells how each `fetch` of the page ended.
 * @param {(ended: Ended) => void} tell
 * @param {boolean} [traced] with a stack that leads to the request
 */
export const watchFetch = (tell, traced) =>
  wrap(
    globalThis,
    'fetch',
    undefined,
    ours({
      balefireWrapped(/** @type {Promise<Response>} */ answer, /** @type {any[]} */ args) {
        const [input, init] = args
        const request = {
          method: String(init?.method ?? input?.method ?? 'GET').toUpperCase(),
          url: String(input?.url ?? input),
          args,
          trace: traced ? new Error() : undefined,
        }
        const ended = (/** @type {Partial<Ended>} */ how) => attempt(() => tell({ ...request, ...how }))
        // The page gets the promise behind ours, so what it does not handle stays unhandled.
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
 * Tells how each XMLHttpRequest of the page ended.
 * @param {(ended: Ended) => void} tell
 */
export const watchXhr = (tell) => {
  const requests = weakMap()
  // One function for all, so that a request that is opened again has one listener.
  const listener = (/** @type {any} */ { currentTarget: xhr }) =>
    void attempt(() => {
      const request = requests.get(xhr)
      if (xhr.readyState !== 4 || !request) return
      requests.set(xhr, undefined)
      tell({ ...request, status: xhr.status, xhr })
    })
  // As early as can be: an error in a handler that the page adds later already has the breadcrumb.
  return wrap(globalThis.XMLHttpRequest?.prototype, 'open', ([method, url], xhr) => {
    requests.set(xhr, { method: String(method).toUpperCase(), url: String(url) })
    xhr.addEventListener('readystatechange', listener)
  })
}

/** @param {import('../recorder.js').Recorder} recorder @param {string} category */
const crumbs =
  (recorder, category) =>
  (/** @type {Ended} */ { method, url, status, error, args, response, xhr }) => {
    // Another copy of the SDK sends, or fetches its core.
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

/** The page's `fetch` becomes breadcrumbs. @param {import('../recorder.js').Recorder} recorder */
export const observeFetch = (recorder) => {
  // Rejections of a script without CORS are told to nobody: the page would not hear of what it does not handle.
  if (recorder.options?.isMuted) return () => {}
  const crumb = crumbs(recorder, 'fetch')
  return watchFetch((ended) => {
    crumb(ended)
    const { error, url } = /** @type {any} */ (ended)
    if (error?.name === 'TypeError' && NO_ANSWER.test(error.message)) {
      hosts.set(error, new URL(url, location.href).host)
    }
  })
}

/** The page's XMLHttpRequests become breadcrumbs. @param {import('../recorder.js').Recorder} recorder */
export const observeXhr = (recorder) => watchXhr(crumbs(recorder, 'xhr'))
