// @ts-check
import { text } from './fields.js'
import { read } from './normalize.js'

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
  const seen = new Set()
  /** @param {any} value @param {string} [source] @param {number} [parent] */
  const add = (value, source, parent) => {
    if (list.length > limit || seen.has(value) || (source && !isObject(value))) return
    seen.add(value)
    const id = list.length
    const errors = read(value, 'errors')
    const isGroup = Array.isArray(errors)
    list.push({ ...describe(value, isRejection && !source), source, parent, isGroup })
    add(read(value, key), key, id)
    if (isGroup) for (const at of errors.slice(0, limit).keys()) add(errors[at], `errors[${at}]`, id)
    if (read(value, 'suppressed'))
      for (const name of ['error', 'suppressed']) add(read(value, name), name, id)
  }
  add(thrown)
  return list
}

/** @param {any} thrown @param {boolean} isRejection @returns {Thrown} */
const describe = (thrown, isRejection) => {
  try {
    return inWords(thrown, isRejection)
  } catch {
    // A Proxy that throws at whatever is asked of it.
    return { type: 'Error', value: '[unreadable]' }
  }
}

/** @param {any} thrown @param {boolean} isRejection @returns {Thrown} */
const inWords = (thrown, isRejection) => {
  const by = isRejection ? 'promise rejection' : 'exception'
  const type = isRejection ? 'UnhandledRejection' : 'Error'
  if (!isObject(thrown))
    return {
      type,
      value: isRejection ? `Non-Error promise rejection captured with value: ${text(thrown)}` : short(thrown),
    }
  const name = className(thrown)
  const message = read(thrown, 'message')
  const stack = read(thrown, 'stack')
  if (name.endsWith('Event')) {
    const what = message === undefined ? ` (type=${text(read(thrown, 'type'))})` : ''
    const told = message === undefined ? '' : ` with message \`${short(message)}\``
    return { type: name, value: `Event \`${name}\`${what} captured as ${by}${told}` }
  }
  if (isPlain(thrown)) {
    const keys = Object.keys(thrown).sort().join(', ').slice(0, MAX_KEYS)
    return { type, value: `Object captured as ${by} with keys: ${keys || '[object has no keys]'}` }
  }
  return {
    type: text(read(thrown, 'name') || name),
    value: short(message ?? '') || 'No error message',
    stack: short(afterMessage(text(stack ?? ''), text(message ?? ''))),
    pop: read(thrown, 'framesToPop'),
  }
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
    return (className(thrown) === 'ErrorEvent' && read(thrown, 'error')) || thrown
  try {
    return Object.values(thrown).find(isError) ?? thrown
  } catch {
    return thrown
  }
}

/** Whether this is an object without message and stack: its values are all there is. @param {any} thrown */
export const isPlain = (thrown) =>
  isObject(thrown) && read(thrown, 'message') === undefined && read(thrown, 'stack') === undefined

/** @param {any} object @returns {string} */
const className = (object) => read(read(object, 'constructor') ?? {}, 'name') || 'Object'

/** @param {unknown} value */
export const short = (value) => text(value).slice(0, MAX_TEXT)

/** @param {unknown} value @returns {value is Error} */
export const isError = (value) => {
  try {
    return value instanceof Error
  } catch {
    return false
  }
}

/** @param {unknown} value @returns {value is object} */
export const isObject = (value) =>
  (typeof value === 'object' && value !== null) || typeof value === 'function'
