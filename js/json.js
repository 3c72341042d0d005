// @ts-check
import { attempt, isoOf, keysOf } from './builtins.js'
import { isArray, jsonOf, tagOf } from './kinds.js'
import { filter, joined, map } from './lists.js'

/** What cannot stand in a text of JSON as it is. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are the ones
const ESCAPED = /["\\\0-\x1f]/g

/** @param {string} text */
const quote = (text) =>
  `"${text.replace(ESCAPED, (char) =>
    char < ' ' ? `\\u00${encodeURIComponent(char).slice(1)}` : `\\${char}`,
  )}"`

/**
 * As `JSON.stringify`, past the `toJSON` that old libraries give to all objects, lists, dates and texts: with theirs,
 * lists become texts that hold lists. Throws where JSON cannot say it: a BigInt, a circle.
 * @param {any} value
 * @returns {string | undefined} nothing for what JSON leaves out
 */
export const write = (value) => {
  if (typeof value === 'string') return quote(value)
  if (typeof value === 'boolean') return `${value}`
  if (typeof value === 'number') return value - value === 0 ? `${value}` : 'null'
  if (typeof value === 'bigint') throw new TypeError()
  if (value === null) return 'null'
  if (typeof value !== 'object') return
  if (isArray(value))
    return `[${joined(
      map(value, (item) => write(item) ?? 'null'),
      ',',
    )}]`
  if (tagOf(value) === 'Date') return write(attempt(() => isoOf(value)) ?? null)
  const toJSON = jsonOf(value)
  if (toJSON) return write(toJSON.call(value))
  const members = map(keysOf(value), (key) => {
    const text = write(value[key])
    return text && `${quote(key)}:${text}`
  })
  return `{${joined(filter(members), ',')}}`
}
