// @ts-check
// Items that wait to be sent, and those in flight: bounded by count and bytes.
import { add, filter, map } from '../builtins/lists.js'
import { smaller } from '../builtins/numbers.js'

/** Most events that wait. Events beyond are lost and counted. */
const MOST_WAITING = 64

/** Places for sessions and transactions alone: a flood of errors must not cost the session. */
const KEPT_FREE = 10

/** Most characters of all items, waiting and in flight. */
const MOST_BYTES = 4_000_000

/** Most items in a request, and most characters of them, before compression. The server takes 2 MiB. */
export const MOST_IN_REQUEST = 50
const REQUEST_BYTES = 500_000

/** This many items are due at once where each event is a request of its own; in batches, a full batch is. */
const FULL = 10

/** An item waits this long for others, in ms: after the page's critical moment, and still soon. */
export const DELAY = 250

/** Most events in one item. The server counts at most 10,000, and a capture may stand for some hundred. */
const MOST_TIMES = 9_500

/** Which items a request takes: those that are due; all; all, even while the server is failing. */
export const DUE = 0
export const ALL = 1
export const NOW = 2

/**
 * An item that waits or is in flight, and how many equal events it stands for; `key` is what a repeat of it has too. `most` is
 * the most items of a request with it, or, in flight, how many its request has.
 * @typedef {{
 *   item: import('./item.js').Waiting, category: string, times: number, bytes: number, key: string | undefined,
 *   dueAt: number, most: number, isInFlight?: boolean,
 * }} Taken
 */

/** Which of the items go in a request. @typedef {{ which: number, bytes: number, isBatch: boolean }} Wanted `bytes` 0: as many as there may be */

export const waitingItems = () => {
  /** @type {Taken[]} */
  let items = []
  const waiting = () => filter(items, ({ isInFlight }) => !isInFlight)
  const isFull = (/** @type {boolean} */ isBatch) => waiting().length >= (isBatch ? MOST_IN_REQUEST : FULL)

  return {
    isEmpty: () => !items[0],
    /** Adds an item; whether there is room. @param {Taken} one */
    push(one) {
      const places = one.category === 'error' || one.category === 'feedback' ? 0 : KEPT_FREE
      let { bytes } = one
      map(items, (other) => {
        bytes += other.bytes
      })
      const hasRoom = waiting().length < MOST_WAITING + places && bytes <= MOST_BYTES
      if (hasRoom) add(items, one)
      return hasRoom
    },
    /** The waiting item that an event with this key repeats. @param {string | undefined} key */
    repeated: (key) =>
      key === undefined
        ? undefined
        : filter(items, (one) => one.key === key && !one.isInFlight && one.times < MOST_TIMES)[0],
    /** When the next item is due, in ms since 1970; undefined if none waits. @param {boolean} isBatch */
    dueAt(isBatch) {
      /** @type {number | undefined} */
      let dueAt
      map(waiting(), (one) => {
        if (dueAt === undefined || one.dueAt < dueAt) dueAt = one.dueAt
      })
      return isFull(isBatch) ? 0 : dueAt
    },
    /**
     * Puts the items of the next request in flight. Where batches are not taken, an event goes alone, and sessions go together:
     * https://develop.sentry.dev/sdk/foundations/envelopes/envelope-items/#envelope-item-constraints
     * @param {number} now
     * @param {Wanted} wanted
     * @param {(one: Taken) => boolean} take asked for each; false removes it
     */
    take(now, { which, bytes, isBatch }, take) {
      const takesAll = which > DUE || isFull(isBatch)
      let room = bytes || REQUEST_BYTES
      let most = MOST_IN_REQUEST
      let mayShare = isBatch
      /** @type {Taken[]} */
      const taken = []
      items = filter(items, (one) => {
        // What is due within a moment goes along.
        if (one.isInFlight || !(takesAll || one.dueAt <= now + DELAY)) return true
        const isSession = one.category === 'session'
        if (taken[0]) {
          const isFull = taken.length >= smaller(most, one.most) || one.bytes > room
          if (isFull || !(isBatch || (mayShare && isSession))) return true
        }
        if (!take(one)) return false
        mayShare ||= isSession
        one.isInFlight = true
        room -= one.bytes
        most = smaller(most, one.most)
        add(taken, one)
        return true
      })
      map(taken, (one) => {
        one.most = taken.length
      })
      return taken
    },
    /** @param {Taken} one */
    remove(one) {
      items = filter(items, (other) => other !== one)
    },
  }
}
