// @ts-check
// Envelopes in localStorage, which is there at once when a page is left. The same member says to the next page of the origin
// that something is stored, here or in the database of js/send/storage.js; that page then loads stage 2, which sends it.
import { writeBriefly } from '../builtins/brief_json.js'
import { map } from '../builtins/lists.js'
import { attempt, now as clock } from '../builtins/originals.js'
import { addLoss } from '../recorder/losses.js'

/** Most envelopes, fewer than the queue of stage 2 holds, and most characters of all of them. */
const MAX_KEPT = 50
const MAX_SIZE = 200_000

/** The option `offline`, which may be an attribute's text. @param {any} options */
export const isOffline = ({ offline }) => String(offline) !== 'false'

/** The member of localStorage for a DSN; it exists while something is stored. @param {string} dsn */
export const keptKey = (dsn) => `balefire:${dsn}`

/** Whether an earlier page has stored something. @param {string} key */
export const isKept = (key) => attempt(() => localStorage.getItem(key) !== null)

/**
 * What is kept: time and text of each envelope, and losses of which the server does not know. An empty list if it is none
 * of ours.
 * @param {string} key
 * @returns {([at: number, text: string] | import('../recorder/losses.js').Loss)[]}
 */
export const readKept = (key) => attempt(() => JSON.parse(localStorage.getItem(key) ?? '').slice(0)) ?? []

/** Whether all of the envelopes are kept now; without envelopes, whether the next page will know that something is stored. @param {string} key @param {string[]} envelopes */
export const keep = (key, envelopes) =>
  attempt(() => {
    const list = [...readKept(key), ...map(envelopes, (text) => [clock(), text])]
    const text = writeBriefly(list)
    if (envelopes[0] && (list.length > MAX_KEPT || text.length > MAX_SIZE)) return false
    localStorage.setItem(key, text)
    return true
  }) ?? false

/** Whether the losses are kept now. @param {string} key @param {import('../recorder/losses.js').Loss[]} losses */
export const keepLosses = (key, losses) =>
  attempt(() => {
    const list = readKept(key)
    map(losses, (loss) => addLoss(list, loss))
    localStorage.setItem(key, writeBriefly(list))
    return true
  }) ?? false
