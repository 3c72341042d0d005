// @ts-check
import { larger, smaller } from '../builtins/numbers.js'

/** The first pause and the longest, in ms, as in the offline transport of `@sentry/browser`. */
const FIRST = 5_000
const LONGEST = 3_600_000

/**
 * The pause after a request that failed: doubled with each failure, half of it random, so that the pages of a site do not come
 * back all at once.
 */
export const backoff = () => {
  let pause = 0
  let until = 0
  return {
    /** When requests may be made again, in ms since 1970. */
    until: () => until,
    /** Notes a request that failed. @param {number} now @param {number} least the pause that the server asked for, in ms @param {number} roll 0 to 1 */
    fail(now, least, roll) {
      // The other requests in flight fail for the same reason.
      if (now < until) return
      pause = smaller(larger(pause * 2, FIRST), LONGEST)
      until = now + larger((pause / 2) * (1 + roll), least)
    },
    /** Notes a request that the server has taken. */
    succeed() {
      pause = until = 0
    },
  }
}
