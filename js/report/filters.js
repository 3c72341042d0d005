// @ts-check
import { filter, last } from '../builtins/lists.js'
import { fileOf, isDeniedUrl, isIgnoredError } from '../last_resort/patterns.js'
import { isNoise } from './noise.js'

/**
 * Whether an event is unwanted by its type or message.
 * @param {string} type
 * @param {string} value
 * @param {Record<string, any>} options
 */
export const isIgnored = (type, value, options) =>
  isNoise(type, value) || isIgnoredError(type, value, options)

/**
 * Drops events by the file they happened in.
 * @param {any} event
 * @param {unknown} _
 * @param {{ getOptions(): Record<string, any> }} client
 */
export const byUrl = (event, _, client) => {
  const frames = last(/** @type {any[]} */ (event.exception?.values))?.stacktrace?.frames ?? []
  const isFile = (/** @type {any} */ { filename }) => !/^(<anonymous>|\[native code\])?$/.test(filename)
  const url = last(filter(frames, isFile))?.filename ?? fileOf(event.extra?.raw_stack)
  return isDeniedUrl(url, client.getOptions()) ? null : event
}
