// @ts-check
// The browser's own functions, taken when this script is loaded: pages and old libraries replace or freeze them later.
// A function that is missing is undefined here, and only a call of it fails.
const page = /** @type {any} */ (globalThis)

/** The result of the act; undefined where it throws. @template T @param {() => T} act @returns {T | undefined} */
export const attempt = (act) => {
  try {
    return act()
  } catch {}
}

const { Date: NativeDate, Reflect: NativeReflect, WeakMap: NativeWeakMap, setTimeout } = page
export const { Error: NativeError, Proxy: NativeProxy } = page
export const { construct, set } = NativeReflect ?? {}
/** Taken before an integration wraps them: the core is no module of the page. */
export const { instantiate, instantiateStreaming } = page.WebAssembly ?? {}
export const { prototype } = Object
const { getPrototypeOf } = Object
const { hasOwnProperty: isOwn } = prototype
const { random } = Math
const { toISOString } = NativeDate.prototype
const { get, set: put, has } = NativeWeakMap?.prototype ?? {}
const { addEventListener, removeEventListener } = page.EventTarget?.prototype ?? page

/** @type {typeof globalThis.Reflect.apply} */
export const apply =
  attempt(() => NativeReflect.apply(attempt, undefined, [() => 1])) === 1
    ? NativeReflect.apply
    : (fn, self, args) => fn.apply(self, args)

/** Warns in the console. @param {string} words @param {...any} what */
export const warn = (words, ...what) => void attempt(() => console.warn(`balefire:${words}`, ...what))

/** Runs an act later; in a page without timers at once, in a microtask. @param {() => unknown} act @param {number} [ms] */
export const timer = (act, ms) => {
  try {
    setTimeout(act, ms)
  } catch {
    soon(act)
  }
}

/** A value, in so many ms. @template [T=void] @param {number} [ms] @param {T} [value] @returns {Promise<T>} */
export const after = (ms, value) => new Promise((done) => timer(() => done(/** @type {T} */ (value)), ms))

const soon = async (/** @type {() => unknown} */ act) => {
  await 0
  act()
}

/**
 * Listens to the window, and returns a function that stops it. Where the page has broken `addEventListener`, this sets
 * `window.on..` unless the page has set it.
 * @param {string} type
 * @param {(event: any) => void} listener
 * @param {any} [options]
 * @returns {() => void}
 */
export const listen = (type, listener, options) => {
  try {
    apply(addEventListener, page, [type, listener, options])
    return () => apply(removeEventListener, page, [type, listener, options])
  } catch {
    page[`on${type}`] ??= () => listener(page.event)
    return () => {}
  }
}

/**
 * Delay after the page's load event of what can wait, in ms. Not `requestIdleCallback`: its first call takes Chromium 156
 * longer than all the rest of `init` (npm run bench -- sdk).
 */
const AFTER_LOAD = 1000

/** Runs an act when the page has loaded: a request delays the first paint. @param {() => unknown} act */
export const afterLoad = (act) => {
  const wait = () => timer(act, AFTER_LOAD)
  if (!page.document || document.readyState === 'complete') wait()
  else listen('load', wait, { once: true })
}

/**
 * A WeakMap whose functions the page cannot replace. Without `WeakMap` it remembers nothing.
 * @returns {{ get(key: any): any, has(key: any): boolean, set(key: any, value: any): unknown }}
 */
export const weakMap = () => {
  try {
    const map = new NativeWeakMap()
    map.get = get
    map.set = put
    map.has = has
    map.set(map, 1)
    if (map.get(map) && map.has(map)) return map
  } catch {}
  return { get() {}, has: () => false, set() {} }
}

/** Whether functions of the page can be wrapped: a wrapper that fails would break the page. */
export const canWrap = attempt(() => {
  const map = weakMap()
  const replacement = new NativeProxy(class {}, {
    construct: (/** @type {any} */ original, /** @type {any[]} */ args, /** @type {any} */ target) =>
      construct(original, args, target),
  })
  // One that remembers has itself.
  return map.get(map) && set(new replacement(), 'a', 1)
})

/** The names of an object's own enumerable members. @param {object} object @returns {string[]} */
export const keysOf = (object) => {
  /** @type {string[]} */
  const names = []
  for (const name in object) if (apply(isOwn, object, [name])) names[names.length] = name
  return names
}

/** Copies the members of one object into another. @param {any} into @param {any} from */
export const assign = (into, from) => {
  for (const name in from) if (apply(isOwn, from, [name])) into[name] = from[name]
}

/** A date in the format of the wire. Throws for an invalid date. @param {any} date @returns {string} */
export const isoOf = (date) => apply(toISOString, date, [])

/** The time in ms since 1970. @returns {number} */
export const now = () => +new NativeDate()

/** A number from 0 to 1. @returns {number} */
export const draw = () => attempt(random) ?? 0

/** Whether a value is an object literal, which has no class. @param {any} value @returns {value is object} */
export const isPlain = (value) => attempt(() => getPrototypeOf(value) === prototype) === true
