// @ts-check
import { attempt, weakMap } from '../../builtins/originals.js'
import { notify, subscribe } from './channel.js'
import { all, hiddenFrame, wrap } from './wrap.js'

/**
 * A request: `body` and `headers` are there from its start on. `start` may call `xhr.setRequestHeader`.
 * @typedef {{ method: string, url: string, xhr: XMLHttpRequest, body?: unknown, headers?: [string, string][] }} XhrRequest
 * @typedef {{ start?: (request: XhrRequest) => void, end?: (request: XhrRequest) => void }} XhrSubscriber
 */

/** @type {import('./channel.js').Channel<XhrSubscriber>} */
const channel = { subscribers: [] }
/** @type {import('./channel.js').Channel<object>} */
const headersChannel = { subscribers: [] }

/** The open request of each XMLHttpRequest. */
const requests = weakMap()

/** Notifies of the start and the end of each XMLHttpRequest of the page. @param {XhrSubscriber} subscriber */
export const onXhr = (subscriber) => subscribe(channel, install, subscriber)

const install = () => {
  const prototype = globalThis.XMLHttpRequest?.prototype
  // One function for all: a request that is opened again then has one listener.
  const listener = (/** @type {any} */ { currentTarget: xhr }) =>
    void attempt(() => {
      const request = requests.get(xhr)
      if (xhr.readyState !== 4 || !request) return
      requests.set(xhr, undefined)
      notify(channel, 'end', request)
    })
  return all([
    // Early: an error in a handler that the page adds later then has the breadcrumb.
    wrap(prototype, 'open', ([method, url], xhr) => {
      requests.set(xhr, { method: String(method).toUpperCase(), url: String(url), xhr })
      xhr.addEventListener('readystatechange', listener)
    }),
    wrap(
      prototype,
      'send',
      hiddenFrame({
        balefireWrapped(/** @type {any[]} */ [body], /** @type {XMLHttpRequest} */ xhr) {
          // One that was opened before anybody subscribed starts too, and its end is unknown.
          const request = requests.get(xhr) ?? { xhr }
          request.body = body
          notify(channel, 'start', request)
        },
      }),
    ),
  ])
}

/** Collects the headers that the page sets, for subscribers of `onXhr`. @param {XhrSubscriber} subscriber one that reads them */
export const collectXhrHeaders = (subscriber) =>
  subscribe(
    headersChannel,
    () =>
      wrap(globalThis.XMLHttpRequest?.prototype, 'setRequestHeader', undefined, (_, [name, value], xhr) => {
        const request = requests.get(xhr)
        if (!request) return
        request.headers ??= []
        request.headers.push([String(name), String(value)])
      }),
    subscriber,
  )
