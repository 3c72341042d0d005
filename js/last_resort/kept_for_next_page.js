// @ts-check
import { write } from '../builtins/json.js'
import { attempt, now as clock } from '../builtins/originals.js'

/**
 * Most envelopes that stage 1 keeps for the next page, less than the queue of the reporter holds, and their length in all, in UTF-16 units.
 */
const MAX_ENVELOPES = 50
const MAX_TEXT = 200_000

/** @param {any} options */
const isOffline = ({ offline }) => String(offline) !== 'false'

/** The key in localStorage: if it holds something, the next page loads stage 2, which sends that. @param {any} options */
const keyOf = ({ dsn }) => `balefire:${dsn}`

/** What an earlier page could not send, as JSON: a list of pairs of time and envelope, which js/send/kept.js reads. @param {any} options @returns {string | null | undefined} */
export const keptFor = (options) =>
  isOffline(options) ? attempt(() => localStorage.getItem(keyOf(options))) : null

/** Keeps an envelope for the next page, if there is room; whether it did. @param {any} options @param {string} envelope */
export const keep = (options, envelope) =>
  isOffline(options) &&
  attempt(() => {
    const before = keptFor(options) || '[]'
    const list = JSON.parse(before)
    if (list.length >= MAX_ENVELOPES || before.length + envelope.length > MAX_TEXT) return false
    localStorage.setItem(keyOf(options), /** @type {string} */ (write([...list, [clock(), envelope]])))
    return true
  })
