// @ts-check
import { map } from '../builtins/lists.js'
import { keysOf } from '../builtins/originals.js'
import { classOf, isArray, isError, isObject, read } from '../builtins/types.js'
import { textOf } from './instrument/console.js'

/** Most members of an object or list. */
const MAX_MEMBERS = 50

/**
 * A copy of a value as it is now, bounded in depth and breadth: nothing of it keeps an object of the page alive.
 * @param {any} value
 * @param {number} depth of the containers in it, itself included
 * @returns {any}
 */
export const plainCopy = (value, depth) => {
  if (!isObject(value)) return value
  if (typeof value === 'function') return `[Function: ${read(value, 'name') || '<anonymous>'}]`
  // What Vue has marked, as its components and nodes: its development build warns when their members are listed.
  // https://github.com/vuejs/core/blob/main/packages/runtime-core/src/componentPublicInstance.ts
  if (isError(value) || read(value, '__v_skip')) return textOf(value)
  const names = keysOf(value)
  // Elements, responses and the like have no members of their own.
  if (!depth || (!names[0] && classOf(value) !== 'Object')) return isArray(value) ? [] : `[${classOf(value)}]`
  /** @type {any} */
  const copy = isArray(value) ? [] : {}
  map(names, (name, at) => {
    if (at < MAX_MEMBERS) copy[name] = plainCopy(read(value, name), depth - 1)
  })
  return copy
}
