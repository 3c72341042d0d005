// @ts-check

import { add as append, includes, map } from '../builtins/lists.js'
import { attempt, keysOf } from '../builtins/originals.js'
import { classOf, cut, isArray, isError, isObject, read, tagOf, text } from '../builtins/types.js'
import { isPlainObject, messageOf } from '../recorder/inner_error.js'

/** Most linked errors of one event, besides the thrown one: Sentry's limit. */
const MAX_LINKED = 5

/** Longest list of keys in the message for a thrown object, in UTF-16 units. */
const MAX_KEYS = 120

/**
 * One thrown value: `stack` is a text; `pop` counts the newest frames, which belong to a helper that made the error;
 * `source` is the member of the parent that holds this value.
 * @typedef {{ type: string, value: string, stack?: string, pop?: any, source?: string, parent?: number, isGroup?: boolean }} Thrown
 */

/**
 * The thrown value and its causes, each after its parent. Cycles end.
 * @param {unknown} thrown
 * @param {boolean} isRejection
 * @param {{ key?: string, limit?: number }} options
 */
export const exceptionsOf = (thrown, isRejection, { key = 'cause', limit = MAX_LINKED }) => {
  /** @type {Thrown[]} */
  const list = []
  /** @type {unknown[]} */
  const seen = []
  /** @param {any} value @param {string} [source] @param {number} [parent] */
  const add = (value, source, parent) => {
    if (list.length > limit || includes(seen, value) || (source && !isObject(value))) return
    append(seen, value)
    const id = list.length
    const errors = read(value, 'errors')
    const isGroup = isArray(errors)
    append(list, { ...describe(value, isRejection && !source), source, parent, isGroup })
    add(read(value, key), key, id)
    if (isGroup) map(errors, (error, at) => at < limit && add(error, `errors[${at}]`, id))
    if (read(value, 'suppressed')) map(['error', 'suppressed'], (name) => add(read(value, name), name, id))
  }
  add(thrown)
  return list
}

/**
 * Type and message of a thrown value. A Proxy that throws at every access is `[unreadable]`.
 * @param {any} thrown
 * @param {boolean} isRejection
 * @returns {Thrown}
 */
const describe = (thrown, isRejection) =>
  attempt(() => wordsOf(thrown, isRejection)) ?? { type: 'Error', value: '[unreadable]' }

/** @param {any} thrown @param {boolean} isRejection @returns {Thrown} */
const wordsOf = (thrown, isRejection) => {
  const by = isRejection ? 'promise rejection' : 'exception'
  const type = isRejection ? 'UnhandledRejection' : 'Error'
  const byValue = (/** @type {string} */ value) => ({
    type,
    value: isRejection ? `Non-Error promise rejection captured with value: ${value}` : cut(value),
  })
  if (!isObject(thrown)) return byValue(text(thrown))
  const name = classOf(thrown)
  const tag = tagOf(thrown)
  const message = messageOf(thrown)
  if (/Event\b/.test(`${name} ${tag}`)) {
    const what = message === undefined ? ` (type=${text(read(thrown, 'type'))})` : ''
    const withMessage = message === undefined ? '' : ` with message \`${cut(message)}\``
    return { type: name, value: `Event \`${name}\`${what} captured as ${by}${withMessage}` }
  }
  if (isPlainObject(thrown)) {
    if (typeof thrown === 'function') return byValue(`[Function: ${text(read(thrown, 'name'))}]`)
    let names = ''
    map(keysOf(thrown).sort(), (key) => {
      if (names.length < MAX_KEYS) names += (names && ', ') + key
    })
    // An object without members of its own is named by its class: a `Response`, a `Map`, an element.
    if (!names && (tag !== 'Object' || name !== 'Object'))
      return byValue(`[object ${tag === 'Object' ? name : tag}]`)
    return {
      type,
      value: `Object captured as ${by} with keys: ${names.slice(0, MAX_KEYS) || '[object has no keys]'}`,
    }
  }
  // Emscripten puts type and message of a C++ exception into a pair.
  const pair = read(thrown, 'message')
  const isPair = isArray(pair) && pair.length === 2
  return {
    type: text(isPair ? pair[0] : read(thrown, 'name') || name),
    value: cut((isPair ? pair[1] : message) ?? '') || 'No error message',
    stack: cut(afterMessage(text(read(thrown, 'stack') ?? ''), text(message ?? ''))),
    pop: read(thrown, 'framesToPop'),
  }
}

/**
 * The stack without the message that Chromium puts before it: lines of the message may look like frames.
 * @param {string} stack
 * @param {string} message
 */
const afterMessage = (stack, message) => {
  const at = message ? stack.indexOf(`: ${message}`) : -1
  return at < 0 ? stack : stack.slice(at + 2 + message.length)
}

/** Whether this is an object but no error: then the event carries its values too. @param {any} thrown */
export const isNotError = (thrown) =>
  isObject(thrown) && !isError(thrown) && read(thrown, 'stack') === undefined
