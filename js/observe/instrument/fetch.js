// @ts-check
import { notify, subscribe } from './channel.js'
import { hiddenFrame, wrap } from './wrap.js'

/**
 * A call of `fetch`. `args` are those of the call; `start` may change them.
 * @typedef {{ method: string, url: string, args: any[] }} FetchRequest
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

/** A copy of the headers of a request that starts. @param {FetchRequest} request */
export const fetchHeaders = ({ args: [input, init] }) => new Headers(init?.headers ?? input?.headers)

/** Adds a header to a request that starts. @param {FetchRequest} request @param {string} name @param {string} value */
export const setFetchHeader = (request, name, value) => {
  const { args } = request
  const headers = fetchHeaders(request)
  headers.set(name, value)
  // The page keeps its own object; other members are inherited from it.
  args[1] = Object.assign(Object.create(args[1] ?? null), { headers })
}
