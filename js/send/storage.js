// @ts-check
// What could not be sent is stored for later, and for the next page of the origin. A page in order opens no database.
import { includes, map } from '../builtins/lists.js'
import { now as clock } from '../builtins/originals.js'
import { QUEUE_OVERFLOW } from '../core/discard_reasons.js'
import { isKept, keep, keepLosses, keptKey } from '../last_resort/kept_for_next_page.js'
import { put, read, remove } from './database.js'
import { itemOf, MAX_AGE, releaseKept, takeKept } from './kept.js'
import { envelopeText } from './request.js'

/** So many stored envelopes wait in the queue at once: they must not crowd out what is new. */
const PORTION = 20

/**
 * The storage of one DSN.
 * @param {string} dsn
 * @param {string | undefined} publicKey
 * @param {(item: import('./item.js').Waiting | undefined) => void} send
 * @param {(reason: number, type: string, times: number) => void} countLoss
 */
export const storage = (dsn, publicKey, send, countLoss) => {
  /** Counts what is too old. @param {string} type @param {number} times */
  const expire = (type, times) => countLoss(QUEUE_OVERFLOW, type, times)
  const key = keptKey(dsn)
  let isStored = isKept(key)
  let isSending = false
  /** How often something was stored. */
  let writes = 0

  /**
   * Sends one; whether that is over: it was sent, or counted as lost.
   * @param {unknown} lock under a lock it is deleted when that is over; else it is deleted already
   * @param {[IDBValidKey, import('./database.js').Stored]} entry
   */
  const sendStored = async (lock, [place, stored]) => {
    const { at, type, times, text } = stored
    const isOver = await new Promise((settle) => {
      const item = itemOf(text)
      if (item && clock() - at < MAX_AGE) return send({ ...item, ...stored, settle })
      expire(type, times)
      settle(true)
    })
    if (lock && isOver) await remove(key, place)
    if (!lock && !isOver && (await put(key, [stored], (it) => it))?.length !== 0) expire(type, times)
    return isOver
  }

  /** @param {unknown} [lock] */
  const sendAll = async (lock) => {
    map(takeKept(key, countLoss), (text) => send(itemOf(text)))
    for (let before = writes; ; before = writes) {
      const entries = (await read(key, PORTION, !lock)) ?? []
      const over = await Promise.all(map(entries, (entry) => sendStored(lock, entry)))
      if (includes(over, false)) return
      if (!entries[0] && before === writes) {
        isStored = false
        return releaseKept(key)
      }
    }
  }

  return {
    key,
    /** Sends what is stored, unless another tab does. */
    async sendStored() {
      if (!isStored || isSending) return
      isSending = true
      try {
        const { locks } = navigator
        if (locks)
          await locks.request(key, { ifAvailable: true }, async (lock) => {
            if (lock) await sendAll(lock)
          })
        else await sendAll()
      } finally {
        isSending = false
      }
    },
    /**
     * Stores items; those for which that failed.
     * @param {Taken[]} taken
     */
    async store(taken) {
      if (!keep(key, [])) return taken
      isStored = true
      writes++
      return (
        (await put(key, taken, ({ item, times }) => {
          const { id, type, extra, at = clock() } = item
          return { at, id, type, times, extra, text: envelopeText(item, times, publicKey) }
        })) ?? taken
      )
    },
    /**
     * Keeps items at once, for the next page; whether there was room.
     * @param {Taken[]} taken
     * @param {boolean} [isLast] there is no other way for them: where there is no room, their number is kept
     */
    keep(taken, isLast) {
      const isKept = keep(
        key,
        map(taken, ({ item, times }) => envelopeText(item, times, publicKey)),
      )
      const isOver =
        isKept ||
        (isLast &&
          keepLosses(
            key,
            map(taken, ({ item, times }) => [times, item.type, QUEUE_OVERFLOW]),
          ))
      isStored ||= Boolean(isOver)
      return isOver
    },
  }
}
