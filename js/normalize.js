// @ts-check
import { cleanUrl, FILTERED, isSecret } from './privacy.js'

/** Longest text of one value, in UTF-16 units, if no option says otherwise. */
const MAX_TEXT = 100_000

/** Most text of one event's values, in UTF-16 units: the proxy and Sentry take events of up to 1 MiB. */
const MAX_TEXTS = 400_000

/** Most values of one event. */
const MAX_VALUES = 10_000

/**
 * Makes plain values of hostile ones: bounded in depth, breadth, number and length, without cycles, and without what
 * stands under the key of a secret. Words in brackets are Sentry's. One for each event, as it counts.
 * @param {{ normalizeDepth?: number, normalizeMaxBreadth?: number, maxValueLength?: number }} options
 */
export const normalizer = ({ normalizeDepth = 3, normalizeMaxBreadth = 1000, maxValueLength = MAX_TEXT }) => {
  let texts = MAX_TEXTS
  let values = MAX_VALUES
  /** @type {Set<object>} those that the value at hand stands in */
  const within = new Set()

  /** @param {string} text */
  const cut = (text) => {
    const most = Math.min(maxValueLength, Math.max(texts, 100))
    const kept = text.length > most ? `${text.slice(0, most)}...` : text
    texts -= kept.length
    return kept.includes('=') || kept.includes('@') ? cleanUrl(kept) : kept
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
        return Number.isFinite(value) ? value : `[${value}]`
      case 'bigint':
        return `[BigInt: ${value}]`
      case 'symbol':
        return `[${String(value)}]`
      case 'function':
        return `[Function: ${value.name || '<anonymous>'}]`
    }
    if (value === null) return null
    try {
      return members(value, depth)
    } catch {
      return '[Unreadable]'
    }
  }

  /** @param {any} object @param {number} depth */
  const members = (object, depth) => {
    const isList = Array.isArray(object)
    const name = isList ? 'Array' : (Object.getPrototypeOf(object)?.constructor?.name ?? 'Object')
    if (isOpaque(object)) return `[${describe(object, name)}]`
    if (within.has(object)) return '[Circular ~]'
    if (depth <= 0 || values <= 0) return `[${name}]`
    within.add(object)
    try {
      if (typeof object.toJSON === 'function') return visit(object.toJSON(), depth - 1)
      if (object instanceof Error) {
        const { message, stack } = object
        return visit({ name: object.name, message, stack, ...object }, depth)
      }
      /** @type {any} */
      const plain = isList ? [] : {}
      let left = normalizeMaxBreadth
      for (const key of isList ? object.slice(0, left + 1).keys() : Object.keys(object)) {
        if (left-- <= 0 || values-- <= 0) {
          plain[key] = '[MaxProperties ~]'
          break
        }
        plain[key] = visit(read(object, key), depth - 1, isList ? '' : String(key))
      }
      return plain
    } finally {
      within.delete(object)
    }
  }

  /** @param {unknown} value @param {number} [depth] of the containers in it, itself included */
  return (value, depth = normalizeDepth) => visit(value, depth)
}

/** What has too many members, or none of use: windows, nodes, bytes, boxed texts. @param {any} object */
const isOpaque = (object) =>
  object === globalThis ||
  object.window === object ||
  (object.nodeType > 0 && object.nodeName) ||
  ArrayBuffer.isView(object) ||
  object instanceof String

/** An element by its tag and id, anything else by its class. @param {any} object @param {string} name */
const describe = ({ tagName, id }, name) =>
  tagName ? `${name}: ${tagName.toLowerCase()}${id ? `#${id}` : ''}` : name

/** A property of something hostile: getters may throw. @param {any} object @param {string | number} key */
export const read = (object, key) => {
  try {
    return object[key]
  } catch {
    return undefined
  }
}
