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
