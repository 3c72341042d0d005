// @ts-check
// Types of values, of any realm: a frame of the page has classes of its own.
import { apply, attempt, prototype } from './originals.js'

const { toString: tag } = prototype

/** `Response`, `Error`, `Map`, ...; throws where a Proxy does. @param {unknown} value @returns {string} */
export const tagOf = (value) => apply(tag, value, []).slice(8, -1)

/** @param {unknown} value @returns {value is object} */
export const isObject = (value) =>
  (typeof value === 'object' && value !== null) || typeof value === 'function'

/** Throws where a Proxy does. @param {unknown} value @returns {value is any[]} */
export const isArray = (value) => isObject(value) && tagOf(value) === 'Array'

/** @param {unknown} value @returns {value is Error} */
export const isError = (value) =>
  attempt(
    () =>
      value instanceof Error ||
      (isObject(value) && /^(Error|(DOM|WebAssembly\.)?Exception)$/.test(tagOf(value))),
  ) === true

/** A property of a hostile object, whose getters may throw. @param {any} object @param {string | number} key */
export const read = (object, key) => attempt(() => object[key])

/** The name of its class. @param {any} object @returns {string} */
export const classOf = (object) => read(read(object, 'constructor') ?? {}, 'name') || 'Object'

/** @param {unknown} value @returns {string} */
export const text = (value) => {
  try {
    return String(value)
  } catch {
    return '[unprintable]'
  }
}

/** Longest message or stack, in UTF-16 units. */
const MAX_TEXT = 100_000

/** @param {unknown} value */
export const cut = (value) => text(value).slice(0, MAX_TEXT)
