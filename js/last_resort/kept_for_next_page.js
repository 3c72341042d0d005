// @ts-check
// Envelopes in localStorage, which is there at once when a page is left. The same member says to the next page of the origin
// that something is stored, here or in the database of js/send/storage.js; that page then loads stage 2, which sends it.
import { writeBriefly } from '../builtins/brief_json.js'
import { add, map } from '../builtins/lists.js'
import { attempt, now as clock } from '../builtins/originals.js'
import { addLoss, QUEUE_OVERFLOW } from '../recorder/losses.js'

/**
 * Most envelopes, and most characters of all of them: a fifth of what Chromium and Firefox give an origin, two fifths of
 * Safari's.
 */
const MAX_KEPT = 200
const MAX_SIZE = 1_000_000

/**
 * Written behind envelopes, as blanks mean nothing in JSON: where the page has used its storage, the losses of what comes
 * later have that room. Not made by `repeat`, which a page may have broken.
 */
const SPARE = '                                                                '

/**
 * An envelope, the type of its item, and how many of these it stands for; its id, if its text does not have it.
 * @typedef {[text: string, type: string, times?: number | undefined, id?: string | undefined]} Envelope
 */

/** The member of localStorage for a DSN; it exists while something is stored. @param {string} dsn */
export const keptKey = (dsn) => `balefire:${dsn}`

/** Whether an earlier page has stored something. @param {string} key */
export const isKept = (key) => attempt(() => localStorage.getItem(key) !== null)

/**
 * What is kept: time and text of each envelope, with its id if the text has none, and losses of which the server does not
 * know. An empty list if it is none of ours.
 * @param {string} key
 * @returns {([at: number, text: string, id?: string] | import('../recorder/losses.js').Loss)[]}
 */
export const readKept = (key) => attempt(() => JSON.parse(localStorage.getItem(key) ?? '').slice(0)) ?? []

/**
 * Changes what is kept; whether that is written.
 * @param {string} key
 * @param {(list: any[]) => any[] | void} change may return another list
 * @param {unknown} [isBounded]
 */
export const changeKept = (key, change, isBounded) =>
  attempt(() => {
    const before = readKept(key)
    const list = change(before) ?? before
    const text = writeBriefly(list)
    if (isBounded && (list.length > MAX_KEPT || text.length > MAX_SIZE)) return
    localStorage.setItem(key, isBounded ? text + SPARE : text)
    return true
  })

/** @param {string} key @param {import('../recorder/losses.js').Loss[]} losses */
export const keepLosses = (key, losses) =>
  changeKept(key, (list) => void map(losses, (loss) => addLoss(list, loss)))

/**
 * Keeps envelopes at once; those for which there is no room are kept as losses, which this returns. Undefined where nothing
 * can be written. Without envelopes, the next page will know that something is stored.
 * @param {string} key
 * @param {Envelope[]} envelopes
 */
export const keep = (key, envelopes) => {
  // Fewer each time: the page may have used the room of its origin.
  for (let most = envelopes.length; ; most = (most * 3) >> 2) {
    /** @type {import('../recorder/losses.js').Loss[]} */
    const losses = []
    const change = (/** @type {any[]} */ list) => {
      map(envelopes, ([text, type, times = 1, id], at) => {
        if (at < most) add(list, [clock(), text, id])
        else addLoss(losses, [times, type, QUEUE_OVERFLOW])
      })
      map(losses, (loss) => addLoss(list, loss))
    }
    if (changeKept(key, change, most)) return losses
    if (!most) return
  }
}
