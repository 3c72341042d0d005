// @ts-check
import { apply, attempt, now as dateNow } from '../builtins/originals.js'

/** Taken when this script is loaded: tests of a page replace the clock. */
const { performance: page } = globalThis
const { timeOrigin, now } = page ?? {}

/** A number from here on is in ms: in seconds it would be in the year 2286. Sentry's rule. */
const FIRST_MS = 1e10

/** So far apart, in ms, the page's clock and that of the computer may be: Sentry's number. */
const MAX_DRIFT = 1000

/** When the page's clock was 0, in ms since 1970. */
let origin = timeOrigin
/** What that was before the last correction, and until which time by the page's clock. */
let former = origin
let until = 0
/** The page's clock when it was last compared. */
let compared = 0

/**
 * The time in ms since 1970, finer than `Date.now()`. In some browsers `performance.now()` stops while the computer sleeps
 * (https://github.com/w3c/hr-time/issues/115); where it is behind, or the computer's clock was set, it goes on from there.
 */
export const clock = () =>
  attempt(() => {
    const time = apply(now, page, [])
    const drift = dateNow() - origin - time
    if (drift > MAX_DRIFT || drift < -MAX_DRIFT) {
      former = origin
      until = compared
      origin += drift
    }
    compared = time
    return origin + time
  }) ?? dateNow()

/** A time by the page's clock, as entries of performance have it, in ms since 1970. @param {number} time */
export const epoch = (time) => {
  compared || clock()
  return time + (time < until ? former : origin)
}

/** The opposite. @param {number} at in ms since 1970 */
export const pageTime = (at) => at - (at - former < until ? former : origin)

/**
 * A time as Sentry's functions take it, in ms since 1970.
 * @param {any} time seconds or ms since 1970, `[seconds, nanoseconds]`, or a Date
 */
export const millis = (time) => {
  const number = attempt(() => (time?.length > 1 ? time[0] + time[1] / 1e9 : +time)) ?? 0
  // No time, or one that JSON cannot say.
  if (!(number > 0 && number < Infinity)) return clock()
  return number < FIRST_MS ? number * 1000 : number
}
