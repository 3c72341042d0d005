// @ts-check
import { filter, last, some } from '../builtins/lists.js'
import { isNoise } from './noise.js'

/** The file in the newest line of a stack, for a page without the core. */
const FILE = /(\w+:\/\/\S+?)(?::\d+)*\)?$/m

/** @typedef {(string | RegExp)[]} Patterns */

/** @param {any} patterns a list, or a single pattern @param {string} text */
const matches = (patterns, text) =>
  some(typeof patterns === 'object' && patterns?.length >= 0 ? patterns : [patterns], (pattern) =>
    typeof pattern === 'string' ? text.includes(pattern) : pattern?.exec && text.search(pattern) >= 0,
  )

/**
 * Whether an event is unwanted by its type or message.
 * @param {string} type
 * @param {string} value
 * @param {{ ignoreErrors?: Patterns }} options
 */
export const isIgnored = (type, value, { ignoreErrors }) =>
  isNoise(type, value) || some([value, `${type}: ${value}`], (text) => matches(ignoreErrors, text))

/**
 * Drops events by the file they happened in. An event without a file is wanted.
 * @param {any} event
 * @param {unknown} _
 * @param {{ getOptions(): { allowUrls?: Patterns, denyUrls?: Patterns } }} client
 */
export const byUrl = (event, _, client) => {
  const { allowUrls, denyUrls } = client.getOptions()
  const frames = last(/** @type {any[]} */ (event.exception?.values))?.stacktrace?.frames ?? []
  const isFile = (/** @type {any} */ { filename }) => !/^(<anonymous>|\[native code\])?$/.test(filename)
  const url = last(filter(frames, isFile))?.filename ?? FILE.exec(event.extra?.raw_stack)?.[1]
  const isDenied = url && (matches(denyUrls, url) || (allowUrls?.length && !matches(allowUrls, url)))
  return isDenied ? null : event
}
