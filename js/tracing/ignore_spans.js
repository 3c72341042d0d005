// @ts-check
// The option `ignoreSpans`, with Sentry's rules.
import { filter, map, some } from '../builtins/lists.js'
import { attempt, keysOf } from '../builtins/originals.js'
import { isArray } from '../builtins/types.js'

/** @typedef {string | RegExp} Pattern */
/** @typedef {Pattern | { name?: Pattern, op?: Pattern, attributes?: Record<string, unknown> }} Filter */

/** @param {unknown} text @param {any} pattern */
const matches = (text, pattern) =>
  typeof text === 'string' &&
  (typeof pattern === 'string' ? text.indexOf(pattern) >= 0 : pattern?.exec && text.search(pattern) >= 0)

/** @param {any} actual @param {any} wanted */
const isEqual = (actual, wanted) => {
  if (typeof actual === 'string' && (typeof wanted === 'string' || wanted?.exec))
    return matches(actual, wanted)
  if (isArray(actual) && isArray(wanted))
    return actual.length === wanted.length && !filter(map(actual, (item, at) => item !== wanted[at]))[0]
  return actual === wanted
}

/**
 * Whether one of the filters names the span.
 * @param {{ name: string, op?: string | undefined, attributes: Record<string, any> }} span
 * @param {any} filters the page's own
 */
export const isIgnored = ({ name, op, attributes }, filters) =>
  isArray(filters) &&
  some(filters, (/** @type {any} */ one) =>
    attempt(() => {
      if (typeof one === 'string' || one.exec) return matches(name, one)
      const keys = keysOf(one.attributes ?? {})
      if (!one.name && !one.op && !keys[0]) return false
      return (
        (!one.name || matches(name, one.name)) &&
        (!one.op || matches(op, one.op)) &&
        !some(keys, (key) => !isEqual(attributes[key], one.attributes[key]))
      )
    }),
  )
