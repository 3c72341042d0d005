// @ts-check
// What ends with the page: requests that do not outlive it, and uses of its database. Copies of that are kept when the page
// is left; a page that lives on takes them back when it knows what became of it.
import { add, filter, map, some } from '../builtins/lists.js'

/** @typedef {import('./waiting.js').Taken} Taken */

/** @param {(taken: Taken[]) => (() => void) | undefined} keep returns what takes the copies back */
export const endingWithPage = (keep) => {
  /** @type {{ taken: Taken[], takeBack?: (() => void) | undefined }[]} */
  let entries = []
  return {
    /** The result of the work, which has the only copy of the items. @template T @param {Taken[]} taken @param {Promise<T>} work */
    async during(taken, work) {
      const entry = { taken, takeBack: undefined }
      add(entries, entry)
      try {
        return await work
      } finally {
        entries = filter(entries, (one) => one !== entry)
        const { takeBack } = /** @type {typeof entries[0]} */ (entry)
        takeBack?.()
      }
    },
    keepAll: () =>
      map(entries, (entry) => {
        entry.takeBack ??= keep(entry.taken)
      }),
    hasCopies: () => some(entries, ({ takeBack }) => takeBack),
  }
}
