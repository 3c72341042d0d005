// @ts-check
import { MAX_BREADCRUMBS, Scope } from './scope.js'

const globalScope = new Scope()
const isolationScope = new Scope()
/** The current scopes; `withScope` adds one for a while. */
const stack = [new Scope()]

export const getGlobalScope = () => globalScope
export const getIsolationScope = () => isolationScope
export const getCurrentScope = () => /** @type {Scope} */ (stack.at(-1))

/**
 * Everything that is set now, as an event keeps it.
 * @param {any} context of this event alone
 * @param {any} given an event of the page's own making
 * @param {number} [most] breadcrumbs
 */
export const snapshot = (context, given, most = MAX_BREADCRUMBS) => {
  const scopes = [globalScope, isolationScope, getCurrentScope()]
  const one = new Scope()
  for (const scope of scopes) one.update(scope)
  const breadcrumbs = scopes.flatMap((scope) => scope.breadcrumbs)
  const own = given?.breadcrumbs ?? []
  const { data } = one.update(context).update(given)
  return {
    ...data,
    breadcrumbs: [...breadcrumbs.slice(-most || Infinity), ...(Array.isArray(own) ? own : own.values)],
  }
}

/**
 * Runs a function with a scope of its own; where it is asynchronous, until it is done, as far as one stack can tell.
 * @template T
 * @param {any} first a scope, or the function
 * @param {(scope: Scope) => T} [act]
 * @returns {T}
 */
export const withScope = (first, act) => {
  const [scope, run] = act ? [first ?? getCurrentScope(), act] : [getCurrentScope().clone(), first]
  stack.push(scope)
  const leave = () => {
    if (stack.includes(scope, 1)) stack.splice(stack.lastIndexOf(scope), 1)
  }
  /** @type {any} */
  let result
  try {
    result = run(scope)
  } finally {
    if (typeof result?.then !== 'function') leave()
  }
  // The page gets the promise behind ours, so that what it does not handle stays unhandled.
  return typeof result?.then === 'function'
    ? result.then(
        (/** @type {any} */ value) => {
          leave()
          return value
        },
        (/** @type {any} */ error) => {
          leave()
          throw error
        },
      )
    : result
}

/** A page has one isolation scope. @template T @param {(scope: Scope) => T} act */
export const withIsolationScope = (act) => withScope(() => act(isolationScope))
