// @ts-check

import { add, filter, joined, map } from '../builtins/lists.js'
import { now as clock, timer, warn } from '../builtins/originals.js'
import { read, text } from '../builtins/types.js'

/** Most captures that wait. From then on, a repeat of one of them is only counted. */
const MAX_WAITING = 100

/**
 * Pause between one time of work and the next, in ms, and the number of captures that do not wait for it: a page that fails in
 * each of its tasks is not to get a task of ours after each.
 */
const PAUSE = 50
const MANY = 50

/** All that tells two captures of a storm apart. The stack is read last, as browsers make its text when it is first read. */
const keyOf = (/** @type {any} */ { mechanism, thrown, message, codeLocation }) =>
  joined(
    map(
      [mechanism, message ?? read(thrown, 'message') ?? thrown, codeLocation ?? read(thrown, 'stack')],
      text,
    ),
    '\n',
  )

/**
 * Captures that wait for the next task, and for stage 2: bounded, the oldest first.
 * @param {() => void} work called in the next task, and soon if it was called a moment ago
 */
export const waitingCaptures = (work) => {
  /** @type {any[]} */
  let waiting = []
  let isScheduled = false
  let pausedUntil = 0
  let overflow = 0
  const take = () => {
    const taken = waiting
    waiting = []
    return taken
  }
  return {
    /**
     * The waiting capture that this one repeats, counted there; none unless there are many. A loop that throws then costs
     * little, and its count stays true.
     * @param {any} captured
     */
    repeated(captured) {
      if (waiting.length < MAX_WAITING || captured.ownEvent) return
      const key = keyOf(captured)
      const same = filter(waiting, (job) => {
        job.key ??= keyOf(job)
        return job.key === key
      })[0]
      if (same) same.times = (same.times ?? 1) + 1
      return same
    },
    /** @param {any} job */
    add(job) {
      if (waiting.length < MAX_WAITING) add(waiting, job)
      else overflow++
      if (isScheduled && waiting.length !== MANY) return
      isScheduled = true
      timer(
        () => {
          if (!isScheduled) return
          isScheduled = false
          pausedUntil = clock() + PAUSE
          work()
        },
        waiting.length < MANY && clock() < pausedUntil ? PAUSE : 0,
      )
    },
    count: () => waiting.length,
    /** A capture that could not be sent waits on. @param {any} job */
    putBack: (job) => add(waiting, job),
    /** Gives all to stage 2, if that is ready. @param {import('./recorder.js').Reporter} reporter */
    giveTo(reporter) {
      if (!waiting.length || !reporter.isReady()) return
      if (overflow) reporter.countOverflow(overflow)
      overflow = 0
      map(take(), (job) => {
        try {
          reporter.report(job)
        } catch (error) {
          warn('', error)
        }
      })
    },
    /** Gives all to stage 2 now, and lets it send that. @param {import('./recorder.js').Reporter} reporter @param {boolean} isLeaving */
    finish(reporter, isLeaving) {
      if (waiting.length) reporter.useFallback()
      this.giveTo(reporter)
      reporter.drain(isLeaving)
    },
    take,
  }
}
