// @ts-check
// The trace of the page, and that of each scope: a scope may have a span and a trace of its own for a while.
import { draw } from '../builtins/originals.js'
import { getCurrentScope, withScope } from '../scope/current_scopes.js'
import { continued } from './propagation.js'

/** @typedef {import('./propagation.js').Trace} Trace */
/** @typedef {import('./span.js').Span} Span */
/** @typedef {import('../scope/scope.js').Scope} Scope */

/** The page's active root span, that of the page load or of a navigation, and its trace. */
export const page = {
  /** @type {Span | undefined} */
  span: undefined,
  /** @type {Trace | undefined} */
  trace: undefined,
  /** The note of the page load, also when that has ended or is not sampled: the web vitals belong to it. @type {import('./notes.js').Note | undefined} */
  load: undefined,
}

/** The page goes on with the trace of two headers, or with a new one. @param {unknown} [sentryTrace] @param {unknown} [baggage] */
export const continuePageTrace = (sentryTrace, baggage) => {
  page.trace = continued(draw(), sentryTrace, baggage)
  return page.trace
}

/** @param {Scope} [scope] @returns {Trace} */
export const traceOf = (scope) => scope?.data.propagation ?? page.trace ?? continuePageTrace()

/** The active span; none where the scope says so by `null`. @param {Scope} [scope] @returns {Span | undefined} */
export const getActiveSpan = ({ data: { span } } = getCurrentScope()) =>
  span === null ? undefined : (span ?? page.span)

/** What happens in a scope happens there: in its active span, else in its trace. @param {Scope} scope */
export const placeOf = (scope) => getActiveSpan(scope)?.note ?? traceOf(scope)

/**
 * Runs a function in a copy of a scope with other members.
 * @template T
 * @param {object} members
 * @param {(scope: Scope) => T} act
 * @param {Scope} [from]
 * @returns {T}
 */
export const within = (members, act, from = getCurrentScope()) => {
  const scope = from.clone()
  scope.data = { ...scope.data, ...members }
  return withScope(scope, act)
}

/** Runs a function with an active span; `null` for none. @template T @param {Span | null} span @param {(scope: Scope) => T} act */
export const withActiveSpan = (span, act) => within({ span }, act)

/**
 * Runs a function in the trace of two headers.
 * @template T
 * @param {{ sentryTrace?: unknown, baggage?: unknown }} headers
 * @param {(scope: Scope) => T} act
 */
export const continueTrace = ({ sentryTrace, baggage }, act) =>
  within({ span: null, propagation: continued(draw(), sentryTrace, baggage) }, act)

/** Runs a function in a new trace. @template T @param {(scope: Scope) => T} act */
export const startNewTrace = (act) => continueTrace({}, act)

/** Runs a function whose spans are not sampled. @template T @param {(scope: Scope) => T} act */
export const suppressTracing = (act) => within({ isTracingSuppressed: true }, act)
