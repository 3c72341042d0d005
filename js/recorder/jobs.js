// @ts-check

import { add, map } from '../builtins/lists.js'
import { timer, warn } from '../builtins/originals.js'

/** Most jobs that wait. */
const MAX_JOBS = 500

/**
 * Jobs of the recorder, done in the next task, once the core or its fallback is ready.
 * @param {() => boolean} isReady
 * @param {(count: number) => void} onOverflow called with the number of jobs that did not fit
 */
export const jobQueue = (isReady, onOverflow) => {
  /** @type {(() => void)[]} */
  let jobs = []
  let isScheduled = false
  let overflow = 0

  /** Does all jobs now, if that is possible. */
  const work = () => {
    isScheduled = false
    if (!isReady()) return
    if (overflow) onOverflow(overflow)
    overflow = 0
    // Jobs may add jobs: an error changes the session.
    while (jobs.length) {
      const waiting = jobs
      jobs = []
      map(waiting, (job) => {
        try {
          job()
        } catch (error) {
          warn('', error)
        }
      })
    }
  }

  return {
    work,
    /** @param {() => void} job */
    add(job) {
      if (jobs.length < MAX_JOBS) add(jobs, job)
      else overflow++
      if (!isScheduled) timer(work)
      isScheduled = true
    },
  }
}
