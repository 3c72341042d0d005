// @ts-check
import { attempt } from '../builtins/originals.js'
import { addressOf } from '../observe/failed_requests.js'

/** Messages of `fetch` without a response, in Chromium, Safari and Firefox; none of them names the host. */
const NO_RESPONSE = /^(Failed to fetch|Load failed|NetworkError when attempting to fetch resource\.)$/

/** The host that did not respond, if that is the error. @param {any} error @param {string} base the page's address @returns {string | undefined} */
export const hostOf = (error, base) => {
  const url = addressOf(error)
  return url !== undefined && error.name === 'TypeError' && NO_RESPONSE.test(error.message)
    ? attempt(() => new URL(url, base).host)
    : undefined
}
