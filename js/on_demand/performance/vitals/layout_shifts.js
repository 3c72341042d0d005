// @ts-check
// Layout shifts, of which the core makes the Cumulative Layout Shift.
import { filter } from '../../../builtins/lists.js'
import { loadStateAt } from './page_load.js'
import { targetOf } from './target.js'

/** What src/vitals/exports.rs says of a shift. */
const IS_LARGEST = 1
const IS_CLS = 2

/** @typedef {{ target: string | undefined, time: number, value: number }} LargestShift */

/** @param {import('./vitals_module.js').VitalsModule} core */
export const layoutShifts = (core) => {
  /** @type {LargestShift | undefined} the largest one of the running session window */
  let largest
  /** @type {LargestShift | undefined} the largest one of the largest window */
  let worst

  /** The first element that moved: text may have moved, too. @param {any} entry @returns {LargestShift | undefined} */
  const described = ({ sources = [], startTime: time, value }) => {
    const source = filter(sources, (/** @type {any} */ it) => it.node?.nodeType === 1)[0] ?? sources[0]
    // Elements that are gone from the document later have no name then.
    return source && { target: targetOf(source.node), time, value }
  }

  return {
    restart() {
      largest = worst = undefined
    },

    /** @param {any} entry `layout-shift` */
    shift(entry) {
      const told = core.shift(entry.startTime, entry.value, Number(entry.hadRecentInput))
      if (told & IS_LARGEST) largest = described(entry)
      if (told & IS_CLS) worst = largest
    },

    attributeCls() {
      if (!worst) return {}
      const { target, time, value } = worst
      return {
        largestShiftTarget: target,
        largestShiftTime: time,
        largestShiftValue: value,
        loadState: loadStateAt(core, time),
      }
    },
  }
}
