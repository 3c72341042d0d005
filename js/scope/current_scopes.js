// @ts-check

import { add, last, map, newest } from '../builtins/lists.js'
import { MAX_BREADCRUMBS, Scope } from './scope.js'

const globalScope = new Scope()
const isolationScope = new Scope()
/** The current scopes; `withScope` adds one for a while. */
const stack = [new Scope()]

export const getGlobalScope = () => globalScope
export const getIsolationScope = () => isolationScope
export const getCurrentScope = () => /** @type {Scope} */ (last(stack))

/**
 * The merged data of all scopes at this moment.
 * @param {any} context for this event alone
 * @param {any} ownEvent an event of the page's own making
 * @param {number} [most] breadcrumbs
 * @param {Scope} [current]
 */
export const snapshot = (context, ownEvent, most = MAX_BREADCRUMBS, current = getCurrentScope()) => {
  const one = new Scope()
  /** @type {object[]} */
  let breadcrumbs = []
  map([globalScope, isolationScope, current], (scope) => {
    one.update(scope)
    // Mostly one scope has them all, and copying is dear.
    if (scope.breadcrumbs[0])
      breadcrumbs = breadcrumbs[0] ? [...breadcrumbs, ...scope.breadcrumbs] : scope.breadcrumbs
  })
  const { data } = one.update(context).update(ownEvent)
  return { ...data, breadcrumbs: newest(breadcrumbs, most) }
}

/**
 * Runs a function with a scope of its own; an asynchronous one keeps it until it is done, as far as one stack can tell.
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
  // The page gets the promise that follows ours, so a rejection that it ignores stays unhandled.
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
