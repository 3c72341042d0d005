// @ts-check
import { filter } from '../builtins/lists.js'
import { after } from '../builtins/originals.js'

/** How long a page waits for the word of its worker, in ms. */
const PATIENCE = 1000
/** How long a worker gives it, in ms: stage 2 may reach the page later than the worker. */
const NOTICE = 5000

/**
 * A browser passes an error that nobody handles in a worker on to the worker's page, which gets its words and place alone.
 * A worker that reports it holds a lock of its words for a moment, and its page reports no error whose lock is held.
 * A page without locks, as it is not of https, and one that is being left report it too.
 * @param {() => void} onAnswer called when it is known who reports a capture that has waited for it
 */
export const workerReports = (onAnswer) => {
  /** @param {any} job @param {any} [of] the exception that a page was told of */
  const request = async (job, of) => {
    try {
      if (of) await after(PATIENCE)
      await navigator.locks.request(
        // To a page Chromium says "Uncaught".
        `balefire ${of ? of.value : job.thrown}`.replace('Uncaught ', ''),
        // Pages do not keep each other out.
        { mode: of ? 'shared' : 'exclusive', ifAvailable: true },
        async (lock) => {
          if (of) job.isOfWorker = !lock
          else await after(NOTICE)
        },
      )
    } catch {}
    job.isAwaited = false
    onAnswer()
  }

  /** @type {Promise<void> | undefined} */
  let asked
  return {
    /** Whether some of these captures wait for an answer. @param {any[]} jobs */
    isAwaited: (jobs) =>
      filter(jobs, (job) => {
        const { exceptions, codeLocation, isAwaited } = job
        if (isAwaited === undefined) {
          // An error of a script of another origin has no line.
          job.isAwaited = Boolean(exceptions && codeLocation?.[1])
          if (job.isAwaited) asked = request(job, exceptions[0])
          else if (!globalThis.document) request(job)
        }
        return job.isAwaited
      })[0],
    /** Settled when the answers are there. */
    asked: () => asked,
  }
}
