// @ts-check
// The trace of the page, and that of each scope: a scope may have a span and a trace of its own for a while.
import { draw } from '../builtins/originals.js'
import { getCurrentScope, withScope } from '../scope/current_scopes.js'
import { continued, newTrace } from './propagation.js'

/** @typedef {import('./propagation.js').Propagation} Propagation */
/** @typedef {import('./span.js').Span} Span */
/** @typedef {import('../scope/scope.js').Scope} Scope */

/** The page's active root span: that of the page load or of a navigation. @type {Span | undefined} */
let rootSpan
/** @type {Propagation | undefined} */
let pageTrace

export const getRootSpan = () => rootSpan

/** @param {Span | undefined} span */
export const setRootSpan = (span) => {
  rootSpan = span
}

/** The page goes on with another trace. @param {Propagation | undefined} trace undefined: a new one, once it is needed */
export const setPageTrace = (trace) => {
  pageTrace = trace
}

/** The page goes on with the trace of two headers, or with a new one. @param {unknown} [sentryTrace] @param {unknown} [baggage] */
export const continuePageTrace = (sentryTrace, baggage) => {
  pageTrace = continued(sentryTrace, baggage, draw())
}

/** @param {Scope} scope @returns {Propagation} */
export const traceOf = (scope) => {
  pageTrace ??= newTrace(draw())
  return scope.data.propagation ?? pageTrace
}

/** The active span; none where the scope says so by `null`. @param {Scope} [scope] @returns {Span | undefined} */
export const getActiveSpan = ({ data: { span } } = getCurrentScope()) =>
  (span === undefined ? rootSpan : span) ?? undefined

/**
 * Runs a function in a scope with other members.
 * @template T
 * @param {object} members
 * @param {(scope: Scope) => T} act
 * @param {Scope} [from]
 * @returns {T}
 */
export const within = (members, act, from = getCurrentScope()) => {
  const scope = from.clone()
  // Not by `update`: nobody listens to these members.
  scope.data = { ...scope.data, ...members }
  return withScope(scope, act)
}

/** Runs a function with an active span; `null` for none. @template T @param {Span | null} span @param {(scope: Scope) => T} act */
export const withActiveSpan = (span, act) => within({ span }, act)

/** Runs a function in a new trace. @template T @param {() => T} act */
export const startNewTrace = (act) => within({ span: null, propagation: newTrace(draw()) }, act)

/**
 * Runs a function in the trace of two headers.
 * @template T
 * @param {{ sentryTrace?: unknown, baggage?: unknown }} headers
 * @param {(scope: Scope) => T} act
 */
export const continueTrace = ({ sentryTrace, baggage }, act) =>
  within({ span: null, propagation: continued(sentryTrace, baggage, draw()) }, act)

/** Runs a function whose spans are not sampled. @template T @param {() => T} act */
export const suppressTracing = (act) => within({ isTracingSuppressed: true }, act)
