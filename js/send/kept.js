// @ts-check
// What stage 2 does with the envelopes in localStorage, which it and the last resort keep there.
import { add, map } from '../builtins/lists.js'
import { attempt, now as clock } from '../builtins/originals.js'
import { randomId } from '../builtins/random_id.js'
import { QUEUE_OVERFLOW } from '../core/discard_reasons.js'
import { readKept } from '../last_resort/kept_for_next_page.js'

/** Longest time that anything is stored, in ms: a day. */
export const MAX_AGE = 86_400_000

/**
 * Takes the envelopes that are not too old; the member stays.
 * @param {string} key
 * @param {(reason: number, type: string, times: number) => void} countLoss gets the losses that were kept, and the envelopes that are too old
 */
export const takeKept = (key, countLoss) => {
  /** @type {string[]} */
  const taken = []
  attempt(() => {
    const list = readKept(key)
    if (list[0]) localStorage.setItem(key, '[]')
    map(list, ([at, text, reason]) => {
      if (reason !== undefined) return countLoss(reason, text, Number(at) || 0)
      if (clock() - at < MAX_AGE) return add(taken, text)
      const item = itemOf(text)
      if (item) countLoss(QUEUE_OVERFLOW, item.type, item.times ?? 1)
    })
  })
  return taken
}

/** Removes the member, if nothing is kept in it. @param {string} key */
export const releaseKept = (key) => attempt(() => readKept(key)[0] ?? localStorage.removeItem(key))

/**
 * The item that an envelope becomes again; undefined if it is none.
 * @param {string} text
 * @returns {import('./item.js').Waiting | undefined}
 */
export const itemOf = (text) =>
  attempt(() => {
    const [first = '', second = ''] = text.split('\n')
    // A tunnel's DSN and the time are those of the request.
    const { event_id: eventId, sent_at: _, dsn: __, ...header } = JSON.parse(first)
    const { type, item_count, times_seen: times = item_count } = JSON.parse(second)
    return {
      id: eventId ?? randomId(),
      type,
      times,
      eventId,
      payload: '',
      header,
      items: text.slice(first.length + 1),
    }
  })
