// @ts-check
// The browser's performance timeline, taken before the page can replace it.
import { filter, includes, map } from './lists.js'
import { apply, attempt } from './originals.js'

const page = /** @type {any} */ (globalThis)

const { PerformanceObserver: NativeObserver, performance } = page
const { now, getEntriesByType, getEntriesByName } = page.Performance?.prototype ?? {}
const { observe, takeRecords, disconnect } = NativeObserver?.prototype ?? {}

/** The types of entries that this browser has. @type {readonly string[]} */
const supported = attempt(() => NativeObserver.supportedEntryTypes) ?? []

/** @param {string} type */
export const isObservable = (type) => includes(supported, type)

/** Milliseconds since the page's time origin. @returns {number} */
export const clock = () => attempt(() => apply(now, performance, [])) ?? 0

/** @param {string} type @returns {any[]} */
export const entriesOf = (type) => attempt(() => apply(getEntriesByType, performance, [type])) ?? []

/** @param {string} name @param {string} type @returns {any[]} */
export const entriesNamed = (name, type) =>
  attempt(() => apply(getEntriesByName, performance, [name, type])) ?? []

/**
 * @typedef {{ take(): any[], stop(): void }} EntryObserver `take` gives the entries that wait, which the browser would
 *   hand over in a later task
 */

/**
 * Observes entries, and hands over those that were there before. Types that the browser does not have are passed over.
 * Safari calls `act` with those before this function returns: https://github.com/GoogleChrome/web-vitals/issues/277
 * @param {string[]} types
 * @param {(entries: any[]) => void} act
 * @param {object} [options] of each type
 * @returns {EntryObserver}
 */
export const observeEntries = (types, act, options) => {
  /** @type {any} */
  const observer = attempt(
    () => new NativeObserver((/** @type {any} */ list) => attempt(() => act(list.getEntries()))),
  )
  map(filter(types, isObservable), (type) =>
    attempt(() => apply(observe, observer, [{ type, buffered: true, ...options }])),
  )
  return {
    take: () => attempt(() => apply(takeRecords, observer, [])) ?? [],
    stop: () => attempt(() => apply(disconnect, observer, [])),
  }
}
