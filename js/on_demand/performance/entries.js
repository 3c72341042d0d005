// @ts-check
// Entries of the browser's performance timeline, while a segment is active.
import { add, filter, includes, map } from '../../builtins/lists.js'
import { attempt } from '../../builtins/originals.js'

/** Most entries of a type that are held for one segment. */
const MAX_ENTRIES = 1000

/** The types that the browser tells of. https://w3c.github.io/performance-timeline/#supportedentrytypes-attribute */
const supported = () => attempt(() => PerformanceObserver.supportedEntryTypes) ?? []

/**
 * @param {string[]} types those that the browser does not know are left out
 * @param {() => boolean} isActive whether entries are wanted now
 * @param {(entry: any) => void} onResource gets the entry of each request of the page's own, active or not
 */
export const watchEntries = (types, isActive, onResource) => {
  /** @type {Record<string, any[]>} */
  let lists = {}
  /** @type {PerformanceObserver[]} */
  const observers = []

  const keep = (/** @type {any[]} */ entries) =>
    map(entries, (entry) => {
      const { entryType, initiatorType } = entry
      if (initiatorType === 'fetch' || initiatorType === 'xmlhttprequest') onResource(entry)
      if (!isActive()) return
      lists[entryType] ??= []
      const list = /** @type {any[]} */ (lists[entryType])
      if (list.length < MAX_ENTRIES) add(list, entry)
    })

  const known = supported()
  map(types, (type) => {
    if (includes(known, type))
      attempt(() => {
        const observer = new PerformanceObserver((list) => void attempt(() => keep(list.getEntries())))
        // Buffered: those from before.
        observer.observe({ type, buffered: true })
        add(observers, observer)
      })
  })

  /** Entries that the browser has not delivered yet. */
  const pull = () => map(observers, (observer) => attempt(() => keep(observer.takeRecords())))

  return {
    pull,
    /**
     * Takes the entries of a segment; earlier ones are gone then. An entry belongs to the segment in which it begins.
     * @param {number} from as entries have it
     * @param {number} to
     */
    take(from, to) {
      pull()
      const taken = lists
      lists = {}
      return (/** @type {string} */ type) =>
        filter(taken[type] ?? [], (entry) => {
          if (entry.startTime > to) {
            lists[type] ??= []
            add(/** @type {any[]} */ (lists[type]), entry)
          }
          return entry.startTime >= from && entry.startTime <= to
        })
    },
    stop: () => map(observers, (observer) => attempt(() => observer.disconnect())),
  }
}

/** The entries of a type that the browser has kept. @param {string} type @returns {any[]} */
export const entriesOf = (type) => attempt(() => performance.getEntriesByType(type)) ?? []
