// @ts-check
import { map } from '../builtins/lists.js'
import { warn } from '../builtins/originals.js'
import { isPageHidden } from '../builtins/page_hidden.js'

/** @typedef {ReturnType<typeof import('../recorder/waiting_captures.js').waitingCaptures>} Waiting */

/**
 * A reporter that takes what waits in stage 1.
 * @template {Pick<import('../recorder/recorder.js').Reporter, 'report' | 'isReady' | 'countLoss' | 'drain' | 'gather'>} T
 * @param {T} reporter
 */
export const takingWaiting = (reporter) => {
  /** Reports all, as soon as their stacks can be read; at once, if there may be no later. @param {Waiting} waiting @param {boolean} [isLast] */
  const takeAll = (waiting, isLast) => {
    const jobs = waiting.take()
    if (!isLast && !isPageHidden() && !reporter.isReady(jobs)) return void map(jobs, waiting.putBack)
    waiting.tellLosses((losses) => {
      map(losses, (loss) => reporter.countLoss(...loss))
      return true
    })
    reporter.gather(() =>
      map(jobs, (job) => {
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
      reporter.drain(isLeaving, () => takeAll(waiting, true))
    },
  }
}
