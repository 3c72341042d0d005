// @ts-check
import { json, text } from './fields.js'

/** Longest chain of causes, what was thrown included: Sentry's limit of 5 linked errors. */
const MAX_CHAIN = 6

/** Errors that were captured already: one that is captured and thrown on is one event. */
const captured = new WeakSet()

/**
 * The fields of what was caught, as src/capture.rs reads them; nothing if this very error was captured before.
 * @param {{
 *   eventId: string, mechanism: string, handled?: boolean, message?: string, location?: string,
 *   thrown?: unknown, described?: unknown[], scope?: unknown[],
 * }} caught
 * @returns {unknown[] | undefined}
 */
export function fields({ eventId, mechanism, handled, message, location, thrown, described, scope = [] }) {
  if (isObject(thrown)) {
    if (captured.has(thrown)) return
    captured.add(thrown)
  }
  const chain = described ? [described] : message === undefined ? describeAll(thrown) : []
  const { location: page, document, navigator } = globalThis
  return [
    eventId,
    mechanism,
    handled ? 1 : 0,
    page?.href,
    document?.referrer,
    navigator?.userAgent,
    message,
    location,
    chain.length,
    ...chain.flat(),
    ...scope,
  ]
}

/**
 * Sections, keys and values of a capture context, as src/scope.rs reads them.
 * @param {any} context
 */
export function scopeFields(context) {
  const fields = []
  for (const section of ['tags', 'extra', 'contexts']) {
    for (const [key, value] of Object.entries(context?.[section] ?? {})) {
      fields.push(section, json(key), json(section === 'tags' ? text(value) : value))
    }
  }
  for (const section of ['user', 'level', 'fingerprint']) {
    if (context?.[section] !== undefined) fields.push(section, '', json(context[section]))
  }
  return fields
}

/** @param {unknown} thrown */
function describeAll(thrown) {
  const chain = []
  const seen = new Set()
  while (chain.length < MAX_CHAIN && !seen.has(thrown)) {
    seen.add(thrown)
    chain.push(describe(thrown))
    thrown = read(thrown, 'cause')
    if (!isObject(thrown)) break
  }
  return chain
}

/** Type, message, stack, and no place: what a thrown value says of itself. @param {unknown} thrown */
function describe(thrown) {
  const stack = read(thrown, 'stack')
  const message = read(thrown, 'message')
  if (message === undefined && stack === undefined) {
    return [
      'Error',
      isObject(thrown) ? `Object thrown: ${json(thrown).slice(0, 250)}` : thrown,
      '',
      '',
      '',
      '',
    ]
  }
  return [read(thrown, 'name') || 'Error', message, stack, '', '', '']
}

/** @param {unknown} value @returns {value is object} */
const isObject = (value) => (typeof value === 'object' && value !== null) || typeof value === 'function'

/** A property of something hostile: getters may throw. @param {any} object @param {string} key */
function read(object, key) {
  try {
    return isObject(object) ? object[key] : undefined
  } catch {}
}
