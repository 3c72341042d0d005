// @ts-check
// What stage 2 does with the envelopes in localStorage, which it and the last resort keep there.
import { add, filter, includes, map } from '../builtins/lists.js'
import { attempt, now as clock } from '../builtins/originals.js'
import { randomId } from '../builtins/random_id.js'
import { QUEUE_OVERFLOW } from '../core/discard_reasons.js'
import { changeKept, readKept } from '../last_resort/kept_for_next_page.js'

/** Longest time that anything is stored, in ms: a day. */
export const MAX_AGE = 86_400_000

/**
 * The oldest envelopes. Losses, and what is too old, are taken out and counted.
 * @param {string} key
 * @param {number} most
 * @param {boolean} isClaiming whether the envelopes are taken out, too
 * @param {(reason: number, type: string, times: number) => void} countLoss
 */
export const takeKept = (key, most, isClaiming, countLoss) => {
  /** @type {import('./database.js').Stored[]} */
  const taken = []
  /** @type {Parameters<typeof countLoss>[]} */
  const losses = []
  const list = readKept(key)
  const left = filter(list, (entry) => {
    const { 0: at, 1: text, 2: id } = /** @type {any} */ (entry ?? {})
    if (typeof id === 'number') return add(losses, [id, text, Number(at) || 0])
    const item = itemOf(text, id)
    if (!item) return
    const { type, times = 1 } = item
    if (clock() - at >= MAX_AGE) return add(losses, [QUEUE_OVERFLOW, type, times])
    if (taken.length >= most) return true
    add(taken, { at, id: item.id, type, times, text })
    return !isClaiming
  })
  if (left.length < list.length && !changeKept(key, () => left)) return []
  map(losses, (loss) => countLoss(...loss))
  return taken
}

/**
 * Takes out envelopes by their texts, and losses; whether that is written.
 * @param {string} key
 * @param {string[]} texts
 * @param {import('../recorder/losses.js').Loss[]} [losses]
 */
export const dropKept = (key, texts, losses = []) =>
  changeKept(key, (list) => {
    map(losses, ([times, type, reason]) =>
      map(list, (one) => {
        if (one[1] === type && one[2] === reason && one[0] >= times) one[0] -= times
      }),
    )
    return filter(list, ([at, text]) => at && !includes(texts, text))
  })

/** Removes the member, if nothing is kept in it. @param {string} key */
export const releaseKept = (key) => attempt(() => readKept(key)[0] ?? localStorage.removeItem(key))

/**
 * The item that an envelope becomes again; undefined if it is none.
 * @param {string} text
 * @param {string} [id] of an envelope whose text does not have it
 * @returns {import('./item.js').Waiting | undefined}
 */
export const itemOf = (text, id) =>
  attempt(() => {
    const [first = '', second = ''] = text.split('\n')
    // A tunnel's DSN and the time are those of the request.
    const { event_id: eventId, sent_at: _, dsn: __, ...header } = JSON.parse(first)
    const { type, item_count, times_seen: times = item_count } = JSON.parse(second)
    return {
      id: eventId ?? id ?? randomId(),
      type,
      times,
      eventId,
      payload: '',
      header,
      items: text.slice(first.length + 1),
    }
  })
