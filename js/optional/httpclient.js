// @ts-check
import { onFetch } from '../observe/instrument/fetch.js'
import { all, hiddenFrame } from '../observe/instrument/wrap.js'
import { collectXhrHeaders, onXhr } from '../observe/instrument/xhr.js'
import { cleanUrl, collectsHeaders, FILTERED, isSecret } from '../report/privacy.js'

/** Headers as an object, without the values of secrets. @param {Iterable<[string, string]>} headers */
const clean = (headers) =>
  Object.fromEntries([...headers].map(([key, value]) => [key, isSecret(key) ? FILTERED : value]))

/** The lines of `getAllResponseHeaders`. @param {string} lines @returns {[string, string][]} */
const parsed = (lines) =>
  lines
    .split('\r\n')
    .filter(Boolean)
    .map((line) => [line.split(':', 1)[0] ?? '', line.slice(line.indexOf(':') + 1).trim()])

/**
 * Failed requests become events. Cookies are never among the headers: no browser shows `Cookie` or `Set-Cookie` to a
 * script.
 * @param {{
 *   failedRequestStatusCodes?: (number | [number, number])[], failedRequestTargets?: (string | RegExp)[],
 * }} [options]
 */
export function httpClientIntegration({
  failedRequestStatusCodes = [[500, 599]],
  failedRequestTargets = [/.*/],
} = {}) {
  const isBad = (/** @type {number} */ status, /** @type {string} */ url) =>
    failedRequestStatusCodes.some((bad) =>
      typeof bad === 'number' ? bad === status : status >= bad[0] && status <= bad[1],
    ) &&
    failedRequestTargets.some((target) =>
      typeof target === 'string' ? url.includes(target) : url.search(target) >= 0,
    )

  return {
    name: 'HttpClient',
    /** @param {{ capture: import('../recorder/capture.js').Capture, options: Record<string, any> }} client */
    setup({ capture, options }) {
      /** The stack that leads to each request. @type {WeakMap<object, Error>} */
      const traces = new WeakMap()
      // Hidden from stacks: the stack that leads here is part of an event.
      const start = hiddenFrame({
        balefireWrapped(/** @type {object} */ request) {
          traces.set(request, new Error())
        },
      })

      /** @param {'fetch' | 'xhr'} kind @param {object} request @param {Failure} failure */
      const report = (kind, request, { method, status, url, size, sent, received }) => {
        const trace = traces.get(request)
        if (!trace || !isBad(status, url)) return
        trace.message = `HTTP Client Error with status code: ${status}`
        capture({
          thrown: trace,
          mechanism: `auto.http.client.${kind}`,
          handled: false,
          scope: {
            request: {
              url: cleanUrl(url),
              method,
              ...(collectsHeaders(options, 'request') && { headers: clean(sent()) }),
            },
            contexts: {
              response: {
                status_code: status,
                ...(size && { body_size: +size }),
                ...(collectsHeaders(options, 'response') && { headers: clean(received()) }),
              },
            },
          },
        })
      }

      /** @type {import('../observe/instrument/xhr.js').XhrSubscriber} */
      const xhrSubscriber = {
        start,
        end(request) {
          const { method, xhr, headers = [] } = request
          report('xhr', request, {
            method,
            status: xhr.status,
            url: xhr.responseURL,
            size: xhr.getResponseHeader('content-length'),
            sent: () => headers,
            received: () => parsed(xhr.getAllResponseHeaders()),
          })
        },
      }
      return all([
        // Browsers hide rejections that passed through a script without CORS: the page would miss its own.
        !options.isMuted &&
          onFetch({
            start,
            end(request, response) {
              if (!response) return
              const { method, args } = request
              report('fetch', request, {
                method,
                status: response.status,
                url: response.url,
                size: response.headers.get('content-length'),
                sent: () => new Headers(args[1]?.headers ?? args[0]?.headers),
                received: () => response.headers,
              })
            },
          }),
        onXhr(xhrSubscriber),
        collectXhrHeaders(xhrSubscriber),
      ])
    },
  }
}

/**
 * A response that may be an error. Headers are read only if they are wanted.
 * @typedef {{
 *   method: string, status: number, url: string, size: string | null,
 *   sent: () => Iterable<[string, string]>, received: () => Iterable<[string, string]>,
 * }} Failure
 */
