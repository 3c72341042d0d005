// @ts-check
import { isArray } from './kinds.js'
import { add, last, map, newest } from './lists.js'
import { MAX_BREADCRUMBS, Scope } from './scope.js'

const globalScope = new Scope()
const isolationScope = new Scope()
/** The current scopes; `withScope` adds one for a while. */
const stack = [new Scope()]

export const getGlobalScope = () => globalScope
export const getIsolationScope = () => isolationScope
export const getCurrentScope = () => /** @type {Scope} */ (last(stack))

/**
 * Everything that is set now, as an event keeps it.
 * @param {any} context of this event alone
 * @param {any} given an event of the page's own making
 * @param {number} [most] breadcrumbs
 * @param {Scope} [current]
 */
export const snapshot = (context, given, most = MAX_BREADCRUMBS, current = getCurrentScope()) => {
  const one = new Scope()
  /** @type {object[]} */
  let breadcrumbs = []
  map([globalScope, isolationScope, current], (scope) => {
    one.update(scope)
    breadcrumbs = [...breadcrumbs, ...scope.breadcrumbs]
  })
  const own = given?.breadcrumbs
  const { data } = one.update(context).update(given)
  return {
    ...data,
    breadcrumbs: [...newest(breadcrumbs, most), ...(isArray(own) ? own : (own?.values ?? []))],
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
  add(stack, scope)
  const leave = () => {
    let at = stack.length - 1
    while (at && stack[at] !== scope) at--
    if (at) stack.splice(at, 1)
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
