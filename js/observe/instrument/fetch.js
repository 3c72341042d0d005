// @ts-check
import { notify, subscribe } from './channel.js'
import { hiddenFrame, wrap } from './wrap.js'

/**
 * A call of `fetch`. `args` are those of the call; `start` may change them. `headers` are there once they were asked for.
 * @typedef {{ method: string, url: string, args: any[], headers?: Headers }} FetchRequest
 * @typedef {{
 *   start?: (request: FetchRequest) => void,
 *   end?: (request: FetchRequest, response: Response | undefined, error?: unknown) => void,
 * }} FetchSubscriber
 */

/** @type {import('./channel.js').Channel<FetchSubscriber>} */
const channel = { subscribers: [] }

/** Notifies of the start and the end of each `fetch` of the page. @param {FetchSubscriber} subscriber */
export const onFetch = (subscriber) => subscribe(channel, install, subscriber)

const install = () =>
  wrap(
    globalThis,
    'fetch',
    hiddenFrame({
      balefireWrapped(/** @type {any[]} */ args) {
        const [input, init] = args
        const request = {
          method: String(init?.method ?? input?.method ?? 'GET').toUpperCase(),
          url: String(input?.url ?? input),
          args,
        }
        notify(channel, 'start', request)
        return request
      },
    }),
    hiddenFrame({
      balefireWrapped(
        /** @type {Promise<Response>} */ answer,
        /** @type {any[]} */ _,
        /** @type {any} */ _self,
        /** @type {FetchRequest} */ request,
      ) {
        // The page gets the promise that follows ours, so a rejection that it ignores stays unhandled.
        return answer.then(
          (response) => {
            notify(channel, 'end', request, response)
            return response
          },
          (error) => {
            notify(channel, 'end', request, undefined, error)
            throw error
          },
        )
      },
    }),
  )

/** The call goes out with the headers that were read, and maybe changed. @param {FetchRequest} request */
const replaceHeaders = ({ args, headers }) => {
  const [input, init] = args
  // An `init` takes these two from a Request (https://fetch.spec.whatwg.org/#dom-request, step 12).
  const { referrer, referrerPolicy } = input
  // The page keeps its own object; other members are inherited from it.
  args[1] = Object.assign(
    Object.create(init ?? null),
    !init && referrer !== undefined && { referrer, referrerPolicy },
    {
      headers,
    },
  )
}

/** A copy of the headers of a request that starts, always the same one. @param {FetchRequest} request */
export const fetchHeaders = (request) => {
  const [input, init] = request.args
  if (!request.headers) {
    request.headers = new Headers(init?.headers ?? input?.headers)
    // An iterator is empty once it was read.
    if (init?.headers?.next) replaceHeaders(request)
  }
  return request.headers
}

/** Adds a header to a request that starts. @param {FetchRequest} request @param {string} name @param {string} value */
export const setFetchHeader = (request, name, value) => {
  fetchHeaders(request).set(name, value)
  replaceHeaders(request)
}
