// @ts-check
// The headers of a `fetch` that starts. Page scripts that have wrapped `fetch` before us get the call as the page has made it:
// they copy its options by `{ ...init }`, and its headers in the same way.
import { filter, map } from '../../builtins/lists.js'
import { isPlain, keysOf } from '../../builtins/originals.js'
import { isArray } from '../../builtins/types.js'

/** @typedef {import('./fetch.js').FetchRequest} FetchRequest */

/** @param {FetchRequest} request @param {unknown} headers */
const replaceHeaders = ({ args }, headers) => {
  const [input, init] = args
  // An `init` takes these two from a Request (https://fetch.spec.whatwg.org/#dom-request, step 12).
  const { referrer, referrerPolicy } = input
  // The page keeps its own object. Members that it inherits stay, too.
  args[1] = {
    __proto__: init,
    ...init,
    ...(!init && referrer !== undefined && { referrer, referrerPolicy }),
    headers,
  }
}

/** A copy of the headers of a request that starts, always the same one. @param {FetchRequest} request */
export const fetchHeaders = (request) => {
  const [input, init] = request.args
  if (!request.headers) {
    request.headers = new Headers(init?.headers ?? input?.headers)
    // An iterator is empty once it was read.
    if (init?.headers?.next) replaceHeaders(request, request.headers)
  }
  return request.headers
}

/** Adds a header to a request that starts. @param {FetchRequest} request @param {string} name in small letters @param {string} value */
export const setFetchHeader = (request, name, value) => {
  const [input, init] = request.args
  // A Request has headers of its own, which those of `init` replace.
  const own = init?.headers ?? (input?.headers ? undefined : {})
  const isOther = (/** @type {unknown} */ key) => `${key}`.toLowerCase() !== name
  const headers = fetchHeaders(request)
  headers.set(name, value)
  /** @type {Record<string, unknown>} */
  const copy = {}
  if (isPlain(own)) {
    map(filter(keysOf(own), isOther), (key) => {
      copy[key] = /** @type {any} */ (own)[key]
    })
    copy[name] = value
  }
  replaceHeaders(
    request,
    isArray(own) ? [...filter(own, ([key]) => isOther(key)), [name, value]] : isPlain(own) ? copy : headers,
  )
}
