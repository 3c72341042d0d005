// @ts-check
import { add, filter } from '../builtins/lists.js'

/**
 * The reasons that stage 1 knows of those of js/core/discard_reasons.js: the queue was full, the server refused it, did not
 * answer, or wanted a pause; and those of spans.
 */
export const QUEUE_OVERFLOW = 3
export const SEND_ERROR = 4
export const SAMPLE_RATE = 5
export const BUFFER_OVERFLOW = 6
export const NO_PARENT_SPAN = 7
export const IGNORED = 8
export const NETWORK_ERROR = 9
export const RATELIMIT_BACKOFF = 10

/** How many items of a type were lost, and the reason. @typedef {[times: number, type: string, reason: number]} Loss */

/** Adds a loss to a list, which has one of each type and reason. @param {any[]} losses @param {Loss} loss */
export const addLoss = (losses, [times, type, reason]) => {
  const same = filter(losses, (one) => one[1] === type && one[2] === reason)[0]
  if (same) same[0] += times
  else add(losses, [times, type, reason])
}
