// @ts-check
// Envelopes in localStorage, which is there at once when a page is left. The same member says to the next page of the origin
// that something is stored, here or in the database of ./storage.js. The last resort of a page without the reporter uses
// `keptKey` and `keep` too.

import { filter, map } from '../builtins/lists.js'
import { attempt, now as clock } from '../builtins/originals.js'
import { randomId } from '../builtins/random_id.js'

/** Most envelopes, and most characters of all of them. */
const MAX_KEPT = 50
const MAX_SIZE = 200_000

/** Longest time that anything is stored, in ms: a day. */
export const MAX_AGE = 86_400_000

/** The member of localStorage for a DSN; it exists while something is stored. @param {string} dsn */
export const keptKey = (dsn) => `balefire:${dsn}`

/** Time and text of each envelope that is kept; an empty list if it is none of ours. @param {string} key @returns {[number, string][]} */
const read = (key) => attempt(() => JSON.parse(localStorage.getItem(key) ?? '').slice(0)) ?? []

/** Whether all of the envelopes are kept now; without envelopes, whether the next page will know that something is stored. @param {string} key @param {string[]} envelopes */
export const keep = (key, envelopes) =>
  attempt(() => {
    const list = [...read(key), ...map(envelopes, (text) => [clock(), text])]
    const text = JSON.stringify(list)
    if (envelopes[0] && (list.length > MAX_KEPT || text.length > MAX_SIZE)) return false
    localStorage.setItem(key, text)
    return true
  }) ?? false

/** Takes the envelopes that are not too old; the member stays. @param {string} key @returns {string[]} */
export const takeKept = (key) =>
  attempt(() => {
    const list = read(key)
    if (list[0]) localStorage.setItem(key, '[]')
    return map(
      filter(list, ([at]) => clock() - at < MAX_AGE),
      ([, text]) => text,
    )
  }) ?? []

/** Removes the member, if nothing is kept in it. @param {string} key */
export const releaseKept = (key) => attempt(() => read(key)[0] ?? localStorage.removeItem(key))

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
    const { type, times_seen: times } = JSON.parse(second)
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
