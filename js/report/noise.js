// @ts-check
/** Messages that no page can do anything about: Sentry's list, as one expression. */
const NOISE =
  /^(Javascript error: )?Script error\.?( on line 0)?$|^ResizeObserver loop|^Cannot redefine property: googletag$|^Can't find variable: (gmo$|_AutofillCallbackHandler)|^undefined is not an object \(evaluating 'a\.[A-Z]'\)$|can't redefine non-configurable property "solana"|vv\(\)\.getRestrictions is not a function|Object Not Found Matching Id:\d+, MethodName:simulateEvent|^Java (exception was raised during method invocation|object is gone)$/

/**
 * Whether a browser or an extension complains of itself.
 * @param {string} type
 * @param {string} value
 */
export const isNoise = (type, value) => NOISE.test(value) || NOISE.test(`${type}: ${value}`)
