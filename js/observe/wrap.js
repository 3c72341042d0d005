// @ts-check
import { apply, attempt, canWrap, construct, NativeProxy, set, weakMap } from '../builtins.js'
import { map } from '../lists.js'

/** What each stand-in of ours stands for, so that its source can be shown. */
const originals = weakMap()

/** How many wrappers are in place. */
let count = 0
/** @type {() => void} */
let unveil

/** @param {any} fn */
export const isWrapped = (fn) => originals.has(fn)

/**
 * The function of an object of one. Our functions that stand in the page's stacks are all named `balefireWrapped`, by
 * which the stack parser drops their frames; minifiers keep the names of members, and not those of functions.
 * @template T
 * @param {{ balefireWrapped: T }} named
 */
export const ours = ({ balefireWrapped: fn }) => fn

/**
 * A stand-in with the name, length, properties and source of the original. Traps are of `ours`.
 * @param {any} original
 * @param {ProxyHandler<any>} handler
 */
export const disguise = (original, handler) => {
  const standIn = new NativeProxy(original, handler)
  originals.set(standIn, originals.get(original) ?? original)
  return standIn
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
  const standIn = disguise(original, handler)
  // It fails where the page has frozen the object; what is not ours to change stays as it is.
  set(object, name, standIn)
  return () => {
    // Somebody may have wrapped it again; then ours stays below, and without a trap it passes everything through.
    delete handler.apply
    delete handler.construct
    if (object[name] === standIn) set(object, name, original)
  }
}

/**
 * Puts a stand-in in the place of a function and gives the way back. It is called with the page's `this` and arguments;
 * what it returns or throws is the page's.
 * @param {any} object
 * @param {string} name
 * @param {((args: any[], self: any) => void) | undefined} before may change the arguments in place
 * @param {(result: any, args: any[], self: any) => any} [after] may give something in the place of the result
 */
export const wrap = (object, name, before, after) => {
  if (!canWrap || typeof object?.[name] !== 'function') return () => {}
  /** @type {(() => void) | undefined} */
  let undo = replace(
    object,
    name,
    ours({
      balefireWrapped(/** @type {any} */ original, /** @type {any} */ self, /** @type {any[]} */ args) {
        // Frames of ours in between would stand in the stacks that are taken there.
        try {
          before?.(args, self)
        } catch {}
        const result = apply(original, self, args)
        try {
          return after?.(result, args, self) ?? result
        } catch {
          return result
        }
      },
    }),
    ours({
      balefireWrapped(/** @type {any} */ original, /** @type {any[]} */ args, /** @type {any} */ target) {
        try {
          before?.(args, original)
        } catch {}
        return construct(original, args, target)
      },
    }),
  )
  // To ask a stand-in for its source is to ask the original; this one is a stand-in too.
  if (!count++) {
    unveil = replace(
      Function.prototype,
      'toString',
      ours({
        balefireWrapped: (/** @type {any} */ original, /** @type {any} */ self, /** @type {any[]} */ args) =>
          apply(original, originals.get(self) ?? self, args),
      }),
    )
  }
  return () => {
    undo?.()
    if (undo && !--count) unveil()
    undo = undefined
  }
}

/** One way back for many. @param {((() => void) | void | false)[]} undos */
export const all = (undos) => () => {
  map(undos, (undo) => {
    if (undo) undo()
  })
}

/** Does each of them, whatever becomes of the others. @param {(() => (() => void) | void | false)[]} steps */
export const each = (steps) => all(map(steps, (step) => attempt(step)))
