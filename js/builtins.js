// @ts-check
// What the browser gives, as it was when this script was loaded: pages and old libraries put their own in its place, or
// freeze it. Whatever is missing is undefined here, and only who calls it fails.
const page = /** @type {any} */ (globalThis)

/** What the act gives; nothing where it fails. @template T @param {() => T} act @returns {T | undefined} */
export const attempt = (act) => {
  try {
    return act()
  } catch {}
}

const { Date: NativeDate, Reflect: NativeReflect, WeakMap: NativeWeakMap, setTimeout } = page
export const { Error: NativeError, Proxy: NativeProxy } = page
export const { construct, set } = NativeReflect ?? {}
export const { prototype } = Object
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

/** Tells the console. @param {string} words @param {...any} what */
export const warn = (words, ...what) => void attempt(() => console.warn(`balefire:${words}`, ...what))

/** Runs an act later; in a page without timers at once, in a microtask. @param {() => unknown} act @param {number} [ms] */
export const timer = (act, ms) => {
  try {
    setTimeout(act, ms)
  } catch {
    soon(act)
  }
}

const soon = async (/** @type {() => unknown} */ act) => {
  await 0
  act()
}

/**
 * Listens to the window, and gives the way back. Where the page has broken that, the handler that it may have set itself
 * is the last resort.
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
 * A WeakMap whose functions the page cannot replace. Where there is none it remembers nothing.
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

/** Whether functions of the page can be stood in for: a stand-in that fails would be the page's failure. */
export const canWrap = attempt(() => {
  const map = weakMap()
  map.set(map, 1)
  const standIn = new NativeProxy(class {}, {
    construct: (/** @type {any} */ original, /** @type {any[]} */ args, /** @type {any} */ target) =>
      construct(original, args, target),
  })
  return map.get(map) && set(new standIn(), 'a', 1)
})

/** Names of the members that are its own and can be listed. @param {object} object @returns {string[]} */
export const keysOf = (object) => {
  /** @type {string[]} */
  const names = []
  for (const name in object) if (apply(isOwn, object, [name])) names[names.length] = name
  return names
}

/** A date as the wire has it. Throws where it is none. @param {any} date @returns {string} */
export const isoOf = (date) => apply(toISOString, date, [])

/** The time in ms since 1970. @returns {number} */
export const now = () => +new NativeDate()

/** A number from 0 to 1. @returns {number} */
export const draw = () => attempt(random) ?? 0
