// @ts-check
import { some } from '../builtins/lists.js'

/** The file in the newest line of a stack. */
const FILE = /(\w+:\/\/\S+?)(?::\d+)*\)?$/m

/** @typedef {(string | RegExp)[]} Patterns */

/** @param {any} patterns a list, or a single pattern @param {string} text */
const matches = (patterns, text) =>
  some(typeof patterns === 'object' && patterns?.length >= 0 ? patterns : [patterns], (pattern) =>
    typeof pattern === 'string' ? text.includes(pattern) : pattern?.exec && text.search(pattern) >= 0,
  )

/** @param {string} type @param {string} value @param {{ ignoreErrors?: Patterns }} options */
export const isIgnoredError = (type, value, { ignoreErrors }) =>
  some([value, `${type}: ${value}`], (text) => matches(ignoreErrors, text))

/** @param {string | undefined} stack */
export const fileOf = (stack) => FILE.exec(stack ?? '')?.[1]

/** Whether an error of a file is unwanted. An error without a file is wanted. @param {string | undefined} url @param {{ allowUrls?: Patterns, denyUrls?: Patterns }} options */
export const isDeniedUrl = (url, { allowUrls, denyUrls }) =>
  url && (matches(denyUrls, url) || (allowUrls?.length && !matches(allowUrls, url)))
