// @ts-check
// When a segment was over that nobody followed from its begin on, because this stage was not there yet.

/** @typedef {{ start: number, end?: number }} Interval in ms */

/**
 * The end of the last child before the first pause that would have ended the segment; undefined where none began before this
 * stage came.
 * @param {Interval[]} children
 * @param {number} since when this stage came: later pauses are seen as they happen
 * @param {number} idleTimeout
 */
export const endOfLoad = (children, since, idleTimeout) => {
  const [first, ...later] = children.sort((a, b) => a.start - b.start)
  if (!first) return
  let last = first.end ?? first.start
  for (let at = 0; at < later.length; at++) {
    const { start, end = start } = /** @type {Interval} */ (later[at])
    if (start - last >= idleTimeout) return last <= since ? last : undefined
    if (end > last) last = end
  }
  return last + idleTimeout <= since ? last : undefined
}
