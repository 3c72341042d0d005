// @ts-check

import { all, hiddenFrame, wrap } from '../observe/instrument/wrap.js'
import { onFetch, onXhr } from '../observe/request_breadcrumbs.js'
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

  /** Headers and stack of each XHR. @type {WeakMap<XMLHttpRequest, { trace?: Error, headers: [string, string][] }>} */
  const sentWith = new WeakMap()

  /** @param {import('../recorder/recorder.js').Recorder} recorder @param {string} kind */
  const report =
    (recorder, kind) =>
    (
      /** @type {import('../observe/request_breadcrumbs.js').Ended} */ {
        method,
        status = 0,
        response,
        args,
        xhr,
        ...fetched
      },
    ) => {
      const { trace, headers } = (xhr ? sentWith.get(xhr) : { ...fetched, headers: undefined }) ?? {}
      const url = response?.url || xhr?.responseURL || ''
      if (!trace || !isBad(status, url)) return
      trace.message = `HTTP Client Error with status code: ${status}`
      const size = response?.headers.get('content-length') ?? xhr?.getResponseHeader('content-length')
      const sent = headers ?? new Headers(args?.[1]?.headers ?? args?.[0]?.headers)
      const got = response?.headers ?? parsed(xhr?.getAllResponseHeaders() ?? '')
      recorder.capture({
        thrown: trace,
        mechanism: `auto.http.client.${kind}`,
        handled: false,
        scope: {
          request: {
            url: cleanUrl(url),
            method,
            ...(collectsHeaders(recorder.options, 'request') && { headers: clean(sent) }),
          },
          contexts: {
            response: {
              status_code: status,
              ...(size && { body_size: +size }),
              ...(collectsHeaders(recorder.options, 'response') && { headers: clean(got) }),
            },
          },
        },
      })
    }

  return {
    name: 'HttpClient',
    /** @param {import('../recorder/recorder.js').Recorder} recorder */
    setup(recorder) {
      const prototype = globalThis.XMLHttpRequest?.prototype
      return all([
        !recorder.options.isMuted && onFetch(report(recorder, 'fetch'), true),
        onXhr(report(recorder, 'xhr')),
        wrap(prototype, 'open', (_, xhr) => void sentWith.set(xhr, { headers: [] })),
        wrap(prototype, 'setRequestHeader', undefined, (_, [key, value], xhr) => {
          sentWith.get(xhr)?.headers.push([String(key), String(value)])
        }),
        wrap(
          prototype,
          'send',
          hiddenFrame({
            balefireWrapped(/** @type {any[]} */ _, /** @type {XMLHttpRequest} */ xhr) {
              Object.assign(sentWith.get(xhr) ?? {}, { trace: new Error() })
            },
          }),
        ),
      ])
    },
  }
}
