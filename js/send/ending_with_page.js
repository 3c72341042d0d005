// @ts-check
// Work that ends with the page, and what is to be done for it when the page is left.
import { add, filter, map } from '../builtins/lists.js'

/** @typedef {import('./waiting.js').Taken} Taken */

/** @param {(taken: Taken[]) => (() => void) | undefined} keep keeps copies, and returns what takes them back */
export const endingWithPage = (keep) => {
  /** @type {(() => void)[]} */
  let acts = []

  /** The result of work, which never rejects. @template T @param {() => void} act for it, if the page is left meanwhile @param {Promise<T>} work */
  const during = async (act, work) => {
    add(acts, act)
    const result = await work
    acts = filter(acts, (one) => one !== act)
    return result
  }

  return {
    during,
    /** The result of work that has the only copy of items. A page that lives on knows what became of them, and takes back what it has kept. @template T @param {Taken[]} taken @param {Promise<T>} work */
    async keepDuring(taken, work) {
      /** @type {(() => void) | undefined} */
      let takeBack
      const result = await during(() => {
        takeBack ??= keep(taken)
      }, work)
      takeBack?.()
      return result
    },
    leave: () => map(acts, (act) => act()),
    isBusy: () => acts[0],
  }
}
