// @ts-check
// When each data category may be sent again.
// https://develop.sentry.dev/sdk/expected-features/rate-limiting/
import { map } from '../builtins/lists.js'
import { smaller } from '../builtins/numbers.js'
import { categoryNamed } from './categories.js'

/** The wait after a 429 that states none, in seconds: Sentry's default. */
const DEFAULT = 60

/** Longest accepted limit, in seconds: a day. A longer one is a mistake, and would stop its sender for good. */
const LONGEST = 86_400

/** The name of the limit of all categories. */
const ALL = ''

/** A number of seconds, in ms, at most the longest; undefined for what is none. A fraction is rounded up. @param {string} text */
const msOf = (text) => {
  const number = /^\s*(\d+(?:\.\d*)?)\s*$/.exec(text)?.[1]
  const seconds = smaller(Number(number), LONGEST)
  return number && (seconds % 1 ? seconds - (seconds % 1) + 1 : seconds) * 1000
}

/** The pause of the header `Retry-After`, in ms; 0 without one. @param {string | null} header */
export const retryAfter = (header) => msOf(header ?? '') || 0

export const rateLimits = () => {
  /** In ms since 1970, by category. @type {Record<string, number>} */
  const until = { __proto__: /** @type {any} */ (null) }
  /** @param {string} name of a category, or nothing @param {number} time */
  const limit = (name, time) => {
    const category = name && categoryNamed(name)
    if (!(Number(until[category]) >= time)) until[category] = time
  }
  return {
    /** Whether a category may be sent. @param {string} category @param {number} now */
    allows: (category, now) => !(now < Number(until[ALL]) || now < Number(until[category])),
    /**
     * Applies the limits of a response: `X-Sentry-Rate-Limits` (`60:error;transaction:organization, 2700::project`), else
     * `Retry-After` of a 429, else the default pause of a 429.
     * @param {number} status
     * @param {string | null} limits
     * @param {string | null} retryAfter
     * @param {number} now
     */
    update(status, limits, retryAfter, now) {
      if (!limits) {
        if (status === 429) until[ALL] = now + (msOf(retryAfter ?? '') ?? DEFAULT * 1000)
        return
      }
      map(limits.split(','), (text) => {
        const [time = '', names = ''] = text.trim().split(':')
        if (text.trim()) map(names.split(';'), (name) => limit(name, now + (msOf(time) ?? DEFAULT * 1000)))
      })
    },
  }
}
