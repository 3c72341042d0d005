// @ts-check

import { add, filter, joined, map } from '../builtins/lists.js'
import { now as clock, timer } from '../builtins/originals.js'
import { isPageHidden } from '../builtins/page_hidden.js'
import { read, text } from '../builtins/types.js'
import { addLoss, QUEUE_OVERFLOW } from './losses.js'

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

/** The capture of a list that another one repeats; it counts that. @param {any[]} list @param {any} captured */
const countRepeat = (list, captured) => {
  if (captured.ownEvent) return
  const key = keyOf(captured)
  const same = filter(list, (job) => {
    job.key ??= keyOf(job)
    return job.key === key
  })[0]
  if (same) same.times = (same.times ?? 1) + (captured.times ?? 1)
  return same
}

/**
 * Captures that wait for the next task, and for stage 2: bounded, the oldest first.
 * @param {() => void} work called in the next task, and soon if it was called a moment ago
 */
export const waitingCaptures = (work) => {
  /** @type {any[]} */
  let waiting = []
  let isScheduled = false
  let pausedUntil = 0
  /** @type {import('./losses.js').Loss[]} */
  let losses = []
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
    repeated: (captured) => (waiting.length < MAX_WAITING ? undefined : countRepeat(waiting, captured)),
    /** @param {any} job */
    add(job) {
      if (waiting.length < MAX_WAITING) add(waiting, job)
      else addLoss(losses, [1, 'event', QUEUE_OVERFLOW])
      if (isScheduled && waiting.length !== MANY) return
      isScheduled = true
      timer(
        () => {
          if (!isScheduled) return
          isScheduled = false
          pausedUntil = clock() + PAUSE
          work()
        },
        // Browsers make the timers of a hidden page slow.
        waiting.length < MANY && clock() < pausedUntil && !isPageHidden() ? PAUSE : 0,
      )
    },
    count: () => waiting.length,
    /** A capture that could not be sent waits on. @param {any} job */
    putBack: (job) => add(waiting, job),
    take,
    /** Takes all, those that repeat one before them counted there. */
    takeDistinct() {
      /** @type {any[]} */
      const distinct = []
      map(take(), (job) => {
        if (!countRepeat(distinct, job)) add(distinct, job)
      })
      return distinct
    },
    /** @param {import('./losses.js').Loss} loss */
    lose: (loss) => addLoss(losses, loss),
    /** Tells of the losses; those that could not be told stay. @param {(losses: import('./losses.js').Loss[]) => boolean} tell */
    tellLosses(tell) {
      if (losses[0] && tell(losses)) losses = []
    },
  }
}
