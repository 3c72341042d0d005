// @ts-check
import { joined, map } from '../builtins/lists.js'
import { text } from '../builtins/types.js'

/** Stands between the texts of one core call; src/fields.rs reads them. */
const SEPARATOR = '\x1f'

/** @param {unknown[]} values @returns {string} */
export const join = (values) =>
  joined(
    map(values, (value) => joined(split(text(value ?? '')), ' ')),
    SEPARATOR,
  )

/** @param {string} text @returns {string[]} */
export const split = (text) => text.split(SEPARATOR)
