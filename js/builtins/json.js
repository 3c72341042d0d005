// @ts-check

import { jsonOf } from './json_of.js'
import { filter, joined, map, some } from './lists.js'
import { attempt, isoOf, keysOf } from './originals.js'
import { isArray, tagOf } from './types.js'

/** The characters that JSON needs escaped. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are the ones
const ESCAPED = /["\\\0-\x1f]/g

/** @param {string} text */
const quote = (text) =>
  `"${text.replace(ESCAPED, (char) =>
    char < ' ' ? `\\u00${encodeURIComponent(char).slice(1)}` : `\\${char}`,
  )}"`

/** The browser's own, some ten times as fast as ours; undefined where the page has broken it. */
const native = attempt(() => {
  const { stringify } = JSON
  return stringify({ a: ['b', 1] }) === '{"a":["b",1]}' ? stringify : undefined
})

/** A value of each type that JSON has. */
const VALUES = [{}, [], '', 0, true]
const hasToJSON = (/** @type {any} */ value) => value.toJSON !== undefined

/** Whether an old library has added a `toJSON` to all values of a type. */
const isPolluted = () => some(VALUES, hasToJSON)

/**
 * What writes JSON now; whoever writes much at once asks once.
 * @returns {(value: any) => string | undefined} undefined for a value that JSON leaves out
 */
export const writer = () => (native && !isPolluted() ? native : writeAll)

/**
 * The JSON of a value.
 * @param {any} value
 * @returns {string | undefined} undefined for a value that JSON leaves out
 */
export const write = (value) => writer()(value)

/**
 * As `JSON.stringify`, but ignores the `toJSON` that old libraries add to all objects, lists, dates and texts, which turns
 * lists into texts. Throws for a BigInt and for a circle, as `JSON.stringify` does.
 * @param {any} value
 * @returns {string | undefined} undefined for a value that JSON leaves out
 */
const writeAll = (value) => {
  if (typeof value === 'string') return quote(value)
  if (typeof value === 'boolean') return `${value}`
  if (typeof value === 'number') return value - value === 0 ? `${value}` : 'null'
  if (typeof value === 'bigint') throw new TypeError()
  if (value === null) return 'null'
  if (typeof value !== 'object') return
  if (isArray(value))
    return `[${joined(
      map(value, (item) => writeAll(item) ?? 'null'),
      ',',
    )}]`
  if (tagOf(value) === 'Date') return writeAll(attempt(() => isoOf(value)) ?? null)
  const toJSON = jsonOf(value)
  if (toJSON) return writeAll(toJSON.call(value))
  const members = map(keysOf(value), (key) => {
    const text = writeAll(value[key])
    return text && `${quote(key)}:${text}`
  })
  return `{${joined(filter(members), ',')}}`
}
