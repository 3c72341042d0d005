// @ts-check
import { last, map } from '../builtins/lists.js'

/**
 * The sizes of items, in characters. Breadcrumbs that the item before has too count once: they are the same texts in memory,
 * and in a batch.
 * @returns {(item: import('./queue.js').Waiting) => number}
 */
export const sizes = () => {
  /** @type {string | undefined} */
  let before
  return ({ payload, items = payload, breadcrumbs = [], stacks = [], extra }) => {
    let size = items.length + (extra?.length ?? 0)
    map(stacks, (stack) => {
      size += stack?.length ?? 0
    })
    for (let at = breadcrumbs.length; at-- && breadcrumbs[at] !== before; )
      size += breadcrumbs[at]?.length ?? 0
    before = last(breadcrumbs) ?? before
    return size
  }
}
