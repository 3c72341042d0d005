// @ts-check
// What could not be sent is stored for later, and for the next page of the origin. A page in order opens no database.
import { filter, includes, joined, map } from '../builtins/lists.js'
import { now as clock } from '../builtins/originals.js'
import { QUEUE_OVERFLOW } from '../core/discard_reasons.js'
import { isKept, keep, keptKey } from '../last_resort/kept_for_next_page.js'
import { put, read, remove } from './database.js'
import { dropKept, itemOf, MAX_AGE, releaseKept, takeKept } from './kept.js'
import { envelopeText } from './request.js'

/** So many stored envelopes wait in the queue at once: they must not crowd out what is new. */
const PORTION = 20

/** Above so many characters of envelopes that are kept at once, they are kept without their breadcrumbs: most of each. */
const LEAN = 400_000

/** @typedef {import('./waiting.js').Taken} Taken */
/** @typedef {import('./database.js').Stored} Stored */

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
   * @param {boolean} isSafe whether it stays stored until it is over; else it was taken out
   * @param {Stored} stored
   */
  const sendStored = async (isSafe, stored) => {
    const { at, type, times, text } = stored
    const isOver = await new Promise((settle) => {
      const item = itemOf(text)
      if (item && clock() - at < MAX_AGE) return send({ ...item, ...stored, settle, isSafe })
      expire(type, times)
      settle(true)
    })
    if (!isSafe && !isOver && (await put(key, [stored], (it) => it))?.length !== 0) expire(type, times)
    return isOver
  }

  /** Sends a portion of what is kept in localStorage, as it is stored or taken out. Undefined if there is nothing, or it is all over. @param {boolean} isSafe */
  const sendKept = async (isSafe) => {
    const kept = takeKept(key, PORTION, !isSafe, countLoss)
    const over = await Promise.all(map(kept, (stored) => sendStored(isSafe, stored)))
    const texts = filter(map(kept, ({ text }, at) => (over[at] ? text : '')))
    // Where nothing can be written any more, it would be sent for ever.
    const isWritten = !isSafe || !texts[0] || dropKept(key, texts)
    return isWritten && !includes(over, false) ? kept.length : undefined
  }

  /** The same of what is stored in the database. @param {boolean} isSafe */
  const sendDatabase = async (isSafe) => {
    const entries = (await read(key, PORTION, !isSafe)) ?? []
    const over = await Promise.all(
      map(entries, async ([place, stored]) => {
        const isOver = await sendStored(isSafe, stored)
        if (isSafe && isOver) await remove(key, place)
        return isOver
      }),
    )
    return includes(over, false) ? undefined : entries.length
  }

  /** @param {boolean} isSafe whether no other tab sends, so that all stays stored until it is over */
  const sendAll = async (isSafe) => {
    for (let before = writes; ; before = writes) {
      const counts = await Promise.all([sendKept(isSafe), sendDatabase(isSafe)])
      if (includes(counts, undefined)) return
      if (!counts[0] && !counts[1] && before === writes) {
        isStored = false
        return releaseKept(key)
      }
    }
  }

  return {
    /** Sends what is stored, unless another tab does. */
    async sendStored() {
      if (!isStored || isSending) return
      isSending = true
      try {
        const { locks } = navigator
        if (locks)
          await locks.request(key, { ifAvailable: true }, async (lock) => {
            if (lock) await sendAll(true)
          })
        else await sendAll(false)
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
     * Keeps items at once, for the next page, and counts those as lost for which there is no room. Returns what undoes that;
     * nothing where nothing can be written.
     * @param {Taken[]} taken
     */
    keep(taken) {
      const loose = filter(taken, ({ item }) => !item.isSafe)
      const texts = (/** @type {object} */ changes) =>
        map(loose, ({ item, times }) => envelopeText({ ...item, ...changes }, times, publicKey))
      const whole = texts({})
      const kept = joined(whole, '').length > LEAN ? texts({ breadcrumbs: undefined }) : whole
      const envelopes = map(
        loose,
        ({ item, times }, at) =>
          /** @type {import('../last_resort/kept_for_next_page.js').Envelope} */ ([
            kept[at],
            item.type,
            times,
            item.eventId ? undefined : item.id,
          ]),
      )
      if (!loose[0]) return () => {}
      const losses = keep(key, envelopes)
      if (!losses) return
      isStored = true
      writes++
      return () => void dropKept(key, kept, losses)
    },
  }
}
