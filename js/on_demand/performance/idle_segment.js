// @ts-check
// When a segment is over, by the rules of Sentry's idle spans.

/** Sentry's defaults, in ms: without a child; in all; with a child that does not end. */
export const IDLE_TIMEOUT = 1000
export const FINAL_TIMEOUT = 30_000
export const CHILD_TIMEOUT = 15_000

/**
 * @typedef {'idleTimeout' | 'finalTimeout' | 'heartbeatFailed' | 'documentHidden' | 'reportPageLoaded' | 'cancelled'} Reason
 * @typedef {{ idleTimeout: number, finalTimeout: number, childSpanTimeout: number }} Limits
 */

/**
 * Calls `end` once: when no child has been open for a while, a child stays open for long, or the segment takes too long.
 * @param {{ now: () => number, timer: (act: () => void, ms: number) => void }} clock in ms
 * @param {Limits} limits
 * @param {{ start: number, isHeld: boolean }} segment one that is held waits for the final timeout: the page ends it
 * @param {(reason: Reason) => void} end
 */
export const idleSegment = ({ now, timer }, limits, { start, isHeld }, end) => {
  /** @type {Record<string, boolean>} */
  const open = {}
  let count = 0
  let isOver = false
  const finalAt = start + limits.finalTimeout
  /** @type {Reason} */
  let reason = 'idleTimeout'
  let deadline = now() + limits.idleTimeout
  /** When a timer fires: timers are not stopped, and a segment has many children. */
  let firesAt = Number.POSITIVE_INFINITY

  const check = () => {
    if (isOver) return
    const isFinal = isHeld || finalAt < deadline
    const at = isFinal ? finalAt : deadline
    if (now() >= at) return finish(isFinal ? 'finalTimeout' : reason)
    if (firesAt <= at) return
    firesAt = at
    timer(() => {
      firesAt = Number.POSITIVE_INFINITY
      check()
    }, at - now())
  }

  /** @param {Reason} why */
  const finish = (why) => {
    if (isOver) return
    isOver = true
    end(why)
  }

  /** @param {Reason} why @param {number} ms */
  const wait = (why, ms) => {
    reason = why
    deadline = now() + ms
    check()
  }

  check()
  return {
    finish,
    /** The segment has ended without us. */
    stop() {
      isOver = true
    },
    /** @param {string} id */
    childStarted(id) {
      if (!open[id]) count++
      open[id] = true
      wait('heartbeatFailed', limits.childSpanTimeout)
    },
    /** @param {string} id */
    childEnded(id) {
      if (open[id]) count--
      delete open[id]
      if (!count) wait('idleTimeout', limits.idleTimeout)
    },
  }
}
