// @ts-check
// The page's requests become spans, and carry the trace.
import { filter, map } from '../builtins/lists.js'
import { keysOf, weakMap } from '../builtins/originals.js'
import { onFetch } from '../observe/instrument/fetch.js'
import { fetchHeaders, setFetchHeader } from '../observe/instrument/fetch_headers.js'
import { all } from '../observe/instrument/wrap.js'
import { collectXhrHeaders, onXhr } from '../observe/instrument/xhr.js'
import { OF_SDK } from '../observe/request_breadcrumbs.js'
import { hasSentry, MAX_BAGGAGE } from './propagation.js'
import { hasSpans } from './sampling.js'
import { setHttpStatus } from './span.js'
import { startInactiveSpan } from './spans.js'
import { getTraceData, isTarget } from './trace_headers.js'
import { getActiveSpan } from './trace_state.js'

/** Longest address in a span, in characters. */
const MAX_URL = 2048

/** @typedef {{ traceFetch?: boolean, traceXHR?: boolean, shouldCreateSpanForRequest?: (url: string) => unknown }} RequestOptions */

/**
 * @param {Record<string, any>} options of the client
 * @param {RequestOptions} wanted
 */
export const traceRequests = (options, { traceFetch, traceXHR, shouldCreateSpanForRequest }) => {
  const { tracePropagationTargets, propagateTraceparent, traceLifecycle, isMuted } = options
  /** The spans of the requests that run. */
  const spans = weakMap()

  /**
   * Starts the span of a request, and adds the headers that the request does not have. One with a trace of its own keeps that.
   * @param {any} request
   * @param {string} type
   * @param {(name: string) => string | null | undefined} own
   * @param {(name: string, value: string, before: string) => void} append
   */
  const start = (request, type, own, append) => {
    const { method, url } = request
    // A request that was opened before anybody listened has no address: it may go anywhere.
    if (url === undefined || OF_SDK.test(url)) return
    // A page may have a `<base>`, and a frame of `srcdoc` has no address of its own. A worker has no document.
    const address = new URL(url, globalThis.document?.baseURI ?? location.href)
    const isWanted =
      hasSpans(options) &&
      shouldCreateSpanForRequest?.(url) !== false &&
      // A transaction is that of a page or of a navigation.
      (traceLifecycle !== 'static' || getActiveSpan())
    const span = isWanted
      ? startInactiveSpan({
          // Few names: the address is an attribute.
          name: `${method} ${address.hostname}`,
          op: 'http.client',
          origin: 'auto.http.browser',
          attributes: { type, 'http.request.method': method, 'url.full': address.href.slice(0, MAX_URL) },
        })
      : undefined
    spans.set(request, span)
    if (!isTarget(address, globalThis.origin, tracePropagationTargets) || own('sentry-trace')) return
    const trace = getTraceData({ span, propagateTraceparent: `${propagateTraceparent}` === 'true' })
    map(keysOf(trace), (name) => {
      const value = trace[name] ?? ''
      const before = own(name) ?? ''
      const isFree = name === 'baggage' && !hasSentry(before) && before.length + value.length < MAX_BAGGAGE
      if (!before || isFree) append(name, value, before)
    })
  }

  /** @param {any} request @param {{ status: number, type?: string }} response of status 0 if there is none */
  const end = (request, { status, type }) => {
    const span = spans.get(request)
    if (!span) return
    // An opaque one hides its status. https://fetch.spec.whatwg.org/#concept-filtered-response-opaque
    if (type !== 'opaque') setHttpStatus(span, status)
    span.end()
  }

  return all([
    // Browsers hide rejections that passed through a script without CORS: the page would miss its own.
    traceFetch !== false &&
      !isMuted &&
      onFetch({
        start: (request) =>
          start(
            request,
            'fetch',
            (name) => fetchHeaders(request).get(name),
            (name, value, before) => setFetchHeader(request, name, before ? `${before},${value}` : value),
          ),
        end: (request, response) => end(request, response ?? { status: 0 }),
      }),
    traceXHR !== false &&
      all([
        collectXhrHeaders({}),
        onXhr({
          start: (request) =>
            start(
              request,
              'xhr',
              (name) => filter(request.headers ?? [], ([of]) => of.toLowerCase() === name)[0]?.[1],
              // The browser adds the value to what is there.
              (name, value) => request.xhr.setRequestHeader(name, value),
            ),
          end: (request) => end(request, { status: request.xhr.status }),
        }),
      ]),
  ])
}
