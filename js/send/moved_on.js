// @ts-check
import { map } from '../builtins/lists.js'

/**
 * A `map` for lists of which each goes on where the one before it was, as the breadcrumbs of one event after the other: the
 * items that they share are compared, and looked up no more.
 * @template T, R
 * @param {(item: T) => R} lookUp
 * @returns {(list: T[]) => R[]}
 */
export const movedOn = (lookUp) => {
  /** @type {T[]} */
  let before = []
  /** @type {R[]} */
  let made = []
  return (list) => {
    let moved = 0
    while (moved < before.length && before[moved] !== list[0]) moved++
    const known = made
    const old = before
    made = map(list, (item, at) => {
      const place = at + moved
      return place < old.length && old[place] === item ? /** @type {R} */ (known[place]) : lookUp(item)
    })
    before = list
    return made
  }
}
