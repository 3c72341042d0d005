// @ts-check

import { jsonOf } from '../builtins/json_of.js'
import { add, includes, map, some } from '../builtins/lists.js'
import { attempt, isoOf, keysOf } from '../builtins/originals.js'
import { classOf, isError, read, tagOf } from '../builtins/types.js'
import { attribute, tag as tagName } from '../observe/element.js'
import { pathOf } from './element_path.js'
import { cleanUrl, FILTERED, isSecret } from './privacy.js'

/** Longest text of one value, in UTF-16 units: the default of `maxValueLength`. */
const MAX_TEXT = 100_000

/** Most text of one event's values, in UTF-16 units: our server and Sentry take events of up to 1 MiB. */
const MAX_TEXTS = 400_000

/** Most values of one event. */
const MAX_VALUES = 10_000

/** Getters of the browser's own objects (events, responses, files, ...): no list of members has them. */
const GETTERS =
  'type target detail url method status statusText code reason message name size readyState'.split(' ')

/**
 * Turns hostile values into plain ones: bounded in depth, breadth, number and length, without cycles and without secrets.
 * Texts in brackets are Sentry's. Each event needs a normalizer of its own, as it counts values.
 * @param {{ normalizeDepth?: number, normalizeMaxBreadth?: number, maxValueLength?: number }} options
 */
export const normalizer = ({ normalizeDepth = 3, normalizeMaxBreadth = 1000, maxValueLength = MAX_TEXT }) => {
  let texts = MAX_TEXTS
  let values = MAX_VALUES
  /** @type {object[]} the containers around the current value */
  const within = []

  /** @param {string} text */
  const cut = (text) => {
    const room = texts > 100 ? texts : 100
    const most = maxValueLength < room ? maxValueLength : room
    const kept = text.length > most ? `${text.slice(0, most)}...` : text
    texts -= kept.length
    return /[=@]/.test(kept) ? cleanUrl(kept) : kept
  }

  /** @param {any} value @param {number} depth @param {string} [key] @returns {any} */
  const visit = (value, depth, key) => {
    if (key && isSecret(key)) return FILTERED
    switch (typeof value) {
      case 'string':
        return cut(value)
      case 'undefined':
      case 'boolean':
        return value
      case 'number':
        return value - value === 0 ? value : `[${value}]`
      case 'bigint':
        return `[BigInt: ${value}]`
      case 'symbol':
        return `[${String(value)}]`
      case 'function':
        return `[Function: ${read(value, 'name') || '<anonymous>'}]`
    }
    if (value === null) return null
    const before = within.length
    try {
      return members(value, depth)
    } catch {
      return '[Unreadable]'
    } finally {
      within.length = before
    }
  }

  /** @param {any} object @param {number} depth */
  const members = (object, depth) => {
    const tag = tagOf(object)
    // Maps, sets, headers, lists of nodes, ..., but no generator: reading would use it up.
    const isIterable = tag !== 'Array' && tag !== 'Object' && object[Symbol.iterator] && !object.next
    const isList = tag === 'Array' || (isIterable && !object.get)
    const name = classOf(object)
    if (isOpaque(object, tag)) return `[${describeOpaque(object, name)}]`
    if (tag === 'Date') return attempt(() => isoOf(object)) ?? '[Invalid Date]'
    if (tag === 'RegExp') return cut(String(object))
    if (includes(within, object)) return '[Circular ~]'
    if (depth <= 0 || values <= 0) return `[${name}]`
    add(within, object)
    const toJSON = jsonOf(object)
    if (toJSON) return visit(toJSON.call(object), depth - 1)
    if (isError(object)) {
      const { message, stack, cause } = object
      return visit({ name: object.name, message, stack, ...(cause && { cause }), ...object }, depth)
    }
    /** @type {[any, any][]} */
    const pairs = []
    const put = (/** @type {any} */ key, /** @type {any} */ value) => {
      if (pairs.length <= normalizeMaxBreadth) add(pairs, [key, value])
    }
    if (isIterable) {
      for (const item of object) {
        if (isList) put(pairs.length, item)
        else put(visit(item[0], 0), item[1])
        if (pairs.length > normalizeMaxBreadth) break
      }
    } else if (isList) {
      for (let at = 0; at < object.length && at <= normalizeMaxBreadth; at++) put(at, read(object, at))
    } else map(keysOf(object), (key) => put(key, read(object, key)))
    if (tag !== 'Object' && !isList && !isIterable) {
      map(GETTERS, (key) => {
        const value = read(object, key)
        if (isWorthless(value) || some(pairs, ([known]) => known === key)) return
        if (key !== 'target' || read(value, 'nodeType') !== 1) return put(key, value)
        put(key, pathOf(value))
        // The address of a resource that failed to load.
        put('src', attribute(value, 'src') || attribute(value, 'href') || undefined)
      })
      if (!pairs.length) return `[${name}]`
    }
    /** @type {any} */
    const plain = isList ? [] : {}
    let isFull = false
    map(pairs, ([key, value], at) => {
      if (isFull) return
      isFull = at >= normalizeMaxBreadth || values-- <= 0
      plain[key] = isFull ? '[MaxProperties ~]' : visit(value, depth - 1, isList ? '' : key)
    })
    return plain
  }

  /** @param {unknown} value @param {number} [depth] of the containers in it, itself included */
  return (value, depth = normalizeDepth) => visit(value, depth)
}

/** @param {unknown} value */
const isWorthless = (value) => value === undefined || value === '' || typeof value === 'function'

/** Whether an object has too many members, or none of use: windows, nodes, bytes, boxed texts, components of Vue. @param {any} object @param {string} tag */
const isOpaque = (object, tag) =>
  object === globalThis ||
  object.__v_skip ||
  object.window === object ||
  (object.nodeType > 0 && object.nodeName) ||
  ArrayBuffer.isView(object) ||
  tag === 'String'

/** The name of an opaque object: an element's tag and id, otherwise the class. @param {any} object @param {string} name */
const describeOpaque = (object, name) =>
  object.tagName ? `${name}: ${tagName(object)}${object.id ? `#${object.id}` : ''}` : name
