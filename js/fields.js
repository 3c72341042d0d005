// @ts-check
/** What is handed to the core: texts with U+001F between them, which src/fields.rs reads. */
const SEPARATOR = '\x1f'

/** Longest text that is handed over, in UTF-16 units; longer ones are cut. */
const MAX_TEXT = 100_000

/** @param {unknown[]} values @returns {string} */
export const join = (values) => values.map(clean).join(SEPARATOR)

/** @param {string} text @returns {string[]} */
export const split = (text) => (text ? text.split(SEPARATOR) : [])

/** @param {unknown} value @returns {string} */
export const text = (value) => {
  try {
    return String(value ?? '').slice(0, MAX_TEXT)
  } catch {
    return '[unprintable]'
  }
}

/** @param {unknown} value @returns {string} JSON; empty for what JSON has no word for. */
export const json = (value) => {
  try {
    return JSON.stringify(value) ?? ''
  } catch {
    // A cycle, a BigInt, a throwing getter.
    return JSON.stringify(text(value))
  }
}

/** @param {unknown} value */
const clean = (value) => text(value).replaceAll(SEPARATOR, ' ')
