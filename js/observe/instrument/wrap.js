// @ts-check

import { map } from '../../builtins/lists.js'
import {
  apply,
  attempt,
  canWrap,
  construct,
  keysOf,
  NativeProxy,
  set,
  weakMap,
} from '../../builtins/originals.js'

/** The original of each wrapper, so that `toString` can show its source. */
const originals = weakMap()

/** How many wrappers are in place. */
let count = 0
/** @type {() => void} */
let unveil

/** @param {any} fn */
export const isWrapped = (fn) => originals.has(fn)

/**
 * A function whose frames the stack parser drops. All of them are named `balefireWrapped`; the name is that of a member, as
 * minifiers keep those.
 * @template T
 * @param {{ balefireWrapped: T }} named
 */
export const hiddenFrame = ({ balefireWrapped: fn }) => fn

/**
 * A wrapper with the name, length, properties and source of the original. Its traps are hidden frames.
 * @param {any} original
 * @param {ProxyHandler<any>} handler
 */
export const disguise = (original, handler) => {
  const replacement = new NativeProxy(original, handler)
  originals.set(replacement, originals.get(original) ?? original)
  return replacement
}

/**
 * @param {any} object
 * @param {string} name
 * @param {ProxyHandler<any>['apply']} apply
 * @param {ProxyHandler<any>['construct']} [construct] where it is called with `new`
 */
export const replace = (object, name, apply, construct) => {
  const original = object[name]
  /** @type {ProxyHandler<any>} */
  const handler = construct ? { apply, construct } : { apply }
  const replacement = disguise(original, handler)
  // Fails silently on an object that the page has frozen.
  set(object, name, replacement)
  return () => {
    // Somebody may have wrapped ours. Then it stays, and without traps it passes everything through.
    delete handler.apply
    delete handler.construct
    if (object[name] === replacement) set(object, name, original)
  }
}

/**
 * Wraps a function, and returns a function that undoes it. The page's `this` and arguments reach the original; its result or
 * exception reaches the page.
 * @param {any} object
 * @param {string} name
 * @param {((args: any[], self: any) => any) | undefined} before may change the arguments in place; `after` gets its result
 * @param {(result: any, args: any[], self: any, note: any) => any} [after] may replace the result
 */
export const wrap = (object, name, before, after) => {
  if (!canWrap || typeof object?.[name] !== 'function') return () => {}
  /** @type {(() => void) | undefined} */
  let cleanup = replace(
    object,
    name,
    hiddenFrame({
      balefireWrapped(/** @type {any} */ original, /** @type {any} */ self, /** @type {any[]} */ args) {
        let note
        // No helper in between: its frame would be in stacks that are taken there.
        try {
          note = before?.(args, self)
        } catch {}
        const result = apply(original, self, args)
        try {
          return after?.(result, args, self, note) ?? result
        } catch {
          return result
        }
      },
    }),
    hiddenFrame({
      balefireWrapped(/** @type {any} */ original, /** @type {any[]} */ args, /** @type {any} */ target) {
        try {
          before?.(args, original)
        } catch {}
        return construct(original, args, target)
      },
    }),
  )
  // `toString` of a wrapper shows the original; this is a wrapper too.
  if (!count++) {
    unveil = replace(
      Function.prototype,
      'toString',
      hiddenFrame({
        balefireWrapped: (/** @type {any} */ original, /** @type {any} */ self, /** @type {any[]} */ args) =>
          apply(original, originals.get(self) ?? self, args),
      }),
    )
  }
  return () => {
    cleanup?.()
    if (cleanup && !--count) unveil()
    cleanup = undefined
  }
}

/** One cleanup for many. @param {((() => void) | void | false)[]} cleanups */
export const all = (cleanups) => () => {
  map(cleanups, (cleanup) => {
    if (cleanup) cleanup()
  })
}

/**
 * Does each step that the options do not turn off, even if others fail, and returns their cleanup.
 * @param {Record<string, any>} options
 * @param {Record<string, ((argument?: any) => (() => void) | void) | undefined>} steps by the names of the options
 * @param {any} [argument] of each
 */
export const eachOf = (options, steps, argument) =>
  all(map(keysOf(steps), (name) => options[name] !== false && attempt(() => steps[name]?.(argument))))
