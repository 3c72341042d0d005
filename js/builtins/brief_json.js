// @ts-check
// JSON in stage 1. Stage 2 has a writer of its own for pages that have broken the browser's (json.js).
import { map } from './lists.js'
import { attempt, isPlain, keysOf } from './originals.js'
import { isArray } from './types.js'

const stringify = attempt(() => JSON.stringify)

/** A copy whose objects and lists do not inherit the `toJSON` that old libraries add to all of them. @param {any} value @returns {any} */
const shielded = (value) => {
  const isList = isArray(value)
  if (!isList && !isPlain(value)) return value
  /** @type {any} */
  const copy = isList ? [] : {}
  copy.toJSON = undefined
  map(keysOf(value), (key) => {
    copy[key] = shielded(/** @type {any} */ (value)[key])
  })
  return copy
}

/** The JSON of a value. Throws where the page has broken `JSON`, and for what JSON cannot say. @param {any} value @returns {string} */
export const writeBriefly = (value) => /** @type {any} */ (stringify)(shielded(value))
