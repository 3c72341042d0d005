// @ts-check
import { filter, last, some } from './lists.js'

/** What no page can do anything about: Sentry's list, as one expression. */
const NOISE =
  /^(Javascript error: )?Script error\.?( on line 0)?$|^ResizeObserver loop|^Cannot redefine property: googletag$|^Can't find variable: (gmo$|_AutofillCallbackHandler)|^undefined is not an object \(evaluating 'a\.[A-Z]'\)$|can't redefine non-configurable property "solana"|vv\(\)\.getRestrictions is not a function|Object Not Found Matching Id:\d+, MethodName:simulateEvent|^Java (exception was raised during method invocation|object is gone)$/

/** The file in the newest line of a stack, for where the core could not read it. */
const FILE = /(\w+:\/\/\S+?)(?::\d+)*\)?$/m

/** @typedef {(string | RegExp)[]} Patterns */

/** @param {any} patterns a list, or what the page thought was one @param {string} text */
const matches = (patterns, text) =>
  some(typeof patterns === 'object' && patterns?.length >= 0 ? patterns : [patterns], (pattern) =>
    typeof pattern === 'string' ? text.includes(pattern) : pattern?.exec && text.search(pattern) >= 0,
  )

/**
 * Whether an event is unwanted for what it says.
 * @param {{ ignoreErrors?: Patterns }} options
 * @param {string} type
 * @param {string} value
 */
export const isIgnored = ({ ignoreErrors }, type, value) =>
  some([value, `${type}: ${value}`], (text) => NOISE.test(text) || matches(ignoreErrors, text))

/**
 * The function that drops events for where they happened; none where all are wanted. What happened nobody knows where
 * is wanted.
 * @param {{ allowUrls?: Patterns, denyUrls?: Patterns }} options
 */
export const byUrl = ({ allowUrls, denyUrls }) =>
  (allowUrls || denyUrls) &&
  ((/** @type {any} */ event) => {
    const frames = last(/** @type {any[]} */ (event.exception?.values))?.stacktrace?.frames ?? []
    const isFile = (/** @type {any} */ { filename }) => !/^(<anonymous>|\[native code\])?$/.test(filename)
    const url = last(filter(frames, isFile))?.filename ?? FILE.exec(event.extra?.raw_stack)?.[1]
    const isDenied = url && (matches(denyUrls, url) || (allowUrls?.length && !matches(allowUrls, url)))
    return isDenied ? null : event
  })
