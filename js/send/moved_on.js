// @ts-check

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
    /** @type {R[]} */
    const next = []
    // Not by `map`, whose calls are most of the time that this takes.
    for (let at = 0; at < list.length; at++) {
      const item = /** @type {T} */ (list[at])
      const place = at + moved
      next[at] =
        place < before.length && before[place] === item ? /** @type {R} */ (made[place]) : lookUp(item)
    }
    before = list
    made = next
    return made
  }
}
