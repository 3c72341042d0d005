// @ts-check
// Entries of the browser's performance timeline, while a segment is active.
import { add, filter, map } from '../../builtins/lists.js'
import { observeEntries } from '../../builtins/performance_timeline.js'

/** Most entries of a type that are held for one segment. */
const MAX_ENTRIES = 1000

/**
 * @param {string[]} types those that the browser does not know are left out
 * @param {() => boolean} isActive whether entries are wanted now
 * @param {(entry: any) => void} onResource gets the entry of each request of the page's own, active or not
 */
export const watchEntries = (types, isActive, onResource) => {
  /** @type {Record<string, any[]>} */
  let lists = {}

  const keep = (/** @type {any[]} */ entries) =>
    map(entries, (entry) => {
      const { entryType, initiatorType } = entry
      if (initiatorType === 'fetch' || initiatorType === 'xmlhttprequest') onResource(entry)
      if (!isActive()) return
      lists[entryType] ??= []
      const list = /** @type {any[]} */ (lists[entryType])
      if (list.length < MAX_ENTRIES) add(list, entry)
    })

  const observer = observeEntries(types, keep)

  return {
    /**
     * Takes the entries of a segment; earlier ones are gone then. An entry belongs to the segment in which it begins.
     * @param {number} from as entries have it
     * @param {number} to
     */
    take(from, to) {
      // Those that the browser has not delivered yet.
      keep(observer.take())
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
    stop: observer.stop,
  }
}
