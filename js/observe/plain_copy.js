// @ts-check
import { map } from '../builtins/lists.js'
import { keysOf } from '../builtins/originals.js'
import { classOf, isArray, isError, isObject, read } from '../builtins/types.js'

/** Most members of an object or list. */
const MAX_MEMBERS = 50

/**
 * A copy of a value as it is now, bounded in depth and breadth: nothing of it keeps an object of the page alive.
 * @param {any} value
 * @param {number} depth of the containers in it, itself included
 * @param {(value: any) => string} textOf of an error or a function
 * @returns {any}
 */
export const plainCopy = (value, depth, textOf) => {
  if (!isObject(value)) return value
  if (typeof value === 'function') return `[Function: ${read(value, 'name') || '<anonymous>'}]`
  if (isError(value)) return textOf(value)
  const names = keysOf(value)
  // Elements, responses and the like have no members of their own.
  if (!depth || (!names[0] && classOf(value) !== 'Object')) return isArray(value) ? [] : `[${classOf(value)}]`
  /** @type {any} */
  const copy = isArray(value) ? [] : {}
  map(names, (name, at) => {
    if (at < MAX_MEMBERS) copy[name] = plainCopy(read(value, name), depth - 1, textOf)
  })
  return copy
}
