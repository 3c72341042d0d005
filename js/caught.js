// @ts-check
import { attempt, keysOf } from './builtins.js'
import { text } from './fields.js'
import { classOf, isArray, isError, isObject, read, tagOf } from './kinds.js'
import { add as append, filter, includes, map } from './lists.js'

/** Linked errors of one event, what was thrown not counted: Sentry's limit. */
const MAX_LINKED = 5

/** Longest list of keys in the words for an object that was thrown, and longest message or stack, in UTF-16 units. */
const MAX_KEYS = 120
const MAX_TEXT = 100_000

/**
 * One thrown value: `stack` is its text, `pop` says how many of its newest frames are of a helper that made the error.
 * `source` is the member of its parent that it is.
 * @typedef {{ type: string, value: string, stack?: string, pop?: any, source?: string, parent?: number, isGroup?: boolean }} Thrown
 */

/**
 * What was thrown and its causes, each after its parent. Cycles end.
 * @param {unknown} thrown
 * @param {boolean} isRejection
 * @param {{ key?: string, limit?: number }} options
 */
export const describeAll = (thrown, isRejection, { key = 'cause', limit = MAX_LINKED }) => {
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
 * Words for it, or that it is a Proxy that throws at whatever is asked of it.
 * @param {any} thrown
 * @param {boolean} isRejection
 * @returns {Thrown}
 */
const describe = (thrown, isRejection) =>
  attempt(() => inWords(thrown, isRejection)) ?? { type: 'Error', value: '[unreadable]' }

/** @param {any} thrown @param {boolean} isRejection @returns {Thrown} */
const inWords = (thrown, isRejection) => {
  const by = isRejection ? 'promise rejection' : 'exception'
  const type = isRejection ? 'UnhandledRejection' : 'Error'
  const byValue = (/** @type {string} */ value) => ({
    type,
    value: isRejection ? `Non-Error promise rejection captured with value: ${value}` : short(value),
  })
  if (!isObject(thrown)) return byValue(text(thrown))
  const name = classOf(thrown)
  const tag = tagOf(thrown)
  const message = messageOf(thrown)
  if (/Event\b/.test(`${name} ${tag}`)) {
    const what = message === undefined ? ` (type=${text(read(thrown, 'type'))})` : ''
    const told = message === undefined ? '' : ` with message \`${short(message)}\``
    return { type: name, value: `Event \`${name}\`${what} captured as ${by}${told}` }
  }
  if (isPlain(thrown)) {
    if (typeof thrown === 'function') return byValue(`[Function: ${text(read(thrown, 'name'))}]`)
    let names = ''
    map(keysOf(thrown).sort(), (key) => {
      if (names.length < MAX_KEYS) names += (names && ', ') + key
    })
    // What says nothing by its members says it by its class: a `Response`, a `Map`, an element.
    if (!names && (tag !== 'Object' || name !== 'Object'))
      return byValue(`[object ${tag === 'Object' ? name : tag}]`)
    return {
      type,
      value: `Object captured as ${by} with keys: ${names.slice(0, MAX_KEYS) || '[object has no keys]'}`,
    }
  }
  // Of emscripten: the type of the C++ exception, and what it says.
  const pair = read(thrown, 'message')
  const isPair = isArray(pair) && pair.length === 2
  return {
    type: text(isPair ? pair[0] : read(thrown, 'name') || name),
    value: short((isPair ? pair[1] : message) ?? '') || 'No error message',
    stack: short(afterMessage(text(read(thrown, 'stack') ?? ''), text(message ?? ''))),
    pop: read(thrown, 'framesToPop'),
  }
}

/** The message, where that is a text or a number. @param {any} thrown */
const messageOf = (thrown) => {
  const message = read(thrown, 'message')
  return isObject(message) ? undefined : message
}

/**
 * Chromium's stack begins with the message, which may hold lines that look like frames.
 * @param {string} stack
 * @param {string} message
 */
const afterMessage = (stack, message) => {
  const at = message ? stack.indexOf(`: ${message}`) : -1
  return at < 0 ? stack : stack.slice(at + 2 + message.length)
}

/** The error that an ErrorEvent, or an object that is none itself, brings along. @param {any} thrown */
export const unwrap = (thrown) => {
  if (!isObject(thrown) || !isPlain(thrown))
    return (classOf(thrown) === 'ErrorEvent' && read(thrown, 'error')) || thrown
  return (
    attempt(() => {
      const members = map(keysOf(thrown), (key) => read(thrown, key))
      return filter(members, isError)[0]
    }) ?? thrown
  )
}

/** Whether this is an object without message and stack: its values are all there is. @param {any} thrown */
const isPlain = (thrown) =>
  isObject(thrown) && messageOf(thrown) === undefined && read(thrown, 'stack') === undefined

/** Whether this is no error, so that its values tell more than its words. @param {any} thrown */
export const isOdd = (thrown) => isObject(thrown) && !isError(thrown) && read(thrown, 'stack') === undefined

/** @param {unknown} value */
export const short = (value) => text(value).slice(0, MAX_TEXT)
