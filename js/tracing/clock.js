// @ts-check
import { apply, attempt, now as dateNow } from '../builtins/originals.js'

/** Taken when this script is loaded: tests of a page replace the clock. */
const { performance: page } = globalThis
const { timeOrigin, now } = page ?? {}

/** A number from here on is in ms: in seconds it would be in the year 2286. Sentry's rule. */
const FIRST_MS = 1e10

/** The time in ms since 1970, finer than `Date.now()`. */
export const clock = () => attempt(() => timeOrigin + apply(now, page, [])) ?? dateNow()

/** When the browser began with the page, in ms since 1970. */
export const pageStart = timeOrigin

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
