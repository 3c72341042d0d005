// @ts-check
import { add, filter, newest } from '../builtins/lists.js'
import { smaller } from '../builtins/numbers.js'

/** So many sent events are remembered. */
const REMEMBERED = 8

/** The first and the longest time that a repeat of a sent event waits, in ms. */
const FIRST_WAIT = 1_000
const LONGEST_WAIT = 60_000

/**
 * The last events that were sent: a repeat of one waits longer each time, so that a storm becomes few items, each with its
 * count.
 */
export const sentEvents = () => {
  /** @type {{ key: string, wait: number, until: number }[]} */
  let sent = []
  /** How long an event waits that repeats a sent one, in ms. @param {string | undefined} key @param {number} now */
  const waitOf = (key, now) => filter(sent, (one) => one.key === key && now <= one.until)[0]?.wait
  return {
    waitOf,
    /** Notes that an event is sent; its next repeat waits twice as long. @param {string} key @param {number} now */
    note(key, now) {
      const wait = smaller((waitOf(key, now) ?? FIRST_WAIT / 2) * 2, LONGEST_WAIT)
      const others = filter(sent, (one) => one.key !== key)
      add(others, { key, wait, until: now + 2 * LONGEST_WAIT })
      sent = newest(others, REMEMBERED)
    },
  }
}
