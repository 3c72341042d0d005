// @ts-check
import { map } from '../builtins/lists.js'
import { warn } from '../builtins/originals.js'

/** @typedef {ReturnType<typeof import('../recorder/waiting_captures.js').waitingCaptures>} Waiting */

/**
 * A reporter that takes what waits in stage 1.
 * @template {Pick<import('../recorder/recorder.js').Reporter, 'report' | 'isReady' | 'useFallback' | 'countLoss' | 'drain' | 'gather'>} T
 * @param {T} reporter
 */
export const takingWaiting = (reporter) => {
  /** Reports all, if the core is ready. @param {Waiting} waiting */
  const takeAll = (waiting) => {
    if (!reporter.isReady()) return
    waiting.tellLosses((losses) => {
      map(losses, (loss) => reporter.countLoss(...loss))
      return true
    })
    reporter.gather(() =>
      map(waiting.take(), (job) => {
        try {
          reporter.report(job)
        } catch (error) {
          warn('', error)
        }
      }),
    )
  }
  return {
    ...reporter,
    takeAll,
    /** Reports all now, and sends that. @param {Waiting} waiting @param {boolean} isLeaving */
    finish(waiting, isLeaving) {
      if (waiting.count()) reporter.useFallback()
      reporter.drain(isLeaving, () => takeAll(waiting))
    },
  }
}
