// @ts-check
// Spans that are not sent. The reporter tells the server of them, once it is there.
import { map } from '../../builtins/lists.js'
import { addLoss } from '../../recorder/losses.js'

/** @typedef {import('../../recorder/losses.js').Loss} Loss */

/** @param {{ takeLosses: () => Loss[] }} tracer */
export const spanLosses = ({ takeLosses }) => {
  /** @type {Loss[]} */
  let losses = []
  return {
    count: (/** @type {number} */ reason, /** @type {number} */ times, type = 'span') =>
      addLoss(losses, [times, type, reason]),
    /** @param {import('../../recorder/recorder.js').Reporter | undefined} reporter */
    tell(reporter) {
      if (!reporter) return
      map(takeLosses(), (loss) => addLoss(losses, loss))
      map(losses, ([times, type, reason]) => reporter.countLoss(times, type, reason))
      losses = []
    },
  }
}
