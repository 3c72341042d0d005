// @ts-check
import { map } from '../../../builtins/lists.js'

/**
 * The items from the least number to the greatest; equals stay in their order. By insertion, which is quick for lists that
 * are almost in order.
 * @template T @param {ArrayLike<T>} list @param {(item: T) => number} numberOf @returns {T[]}
 */
export const ordered = (list, numberOf) => {
  /** @type {{ item: T, number: number }[]} */
  const made = []
  map(list, (item) => {
    const number = numberOf(item)
    let at = made.length
    for (; at > 0 && /** @type {any} */ (made[at - 1]).number > number; at--)
      made[at] = /** @type {any} */ (made[at - 1])
    made[at] = { item, number }
  })
  return map(made, ({ item }) => item)
}
