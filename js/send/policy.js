// @ts-check
// What decides about items: is an event wanted, when is an item due, may it be sent, was it lost. Time and random numbers are
// arguments.
import { includes, map } from '../builtins/lists.js'
import { larger } from '../builtins/numbers.js'
import {
  EVENT_PROCESSOR,
  NAMES,
  NETWORK_ERROR,
  QUEUE_OVERFLOW,
  RATELIMIT_BACKOFF,
  SAMPLE_RATE,
  SEND_ERROR,
} from '../core/discard_reasons.js'
import { backoff } from './backoff.js'
import { categoryOf } from './categories.js'
import { clientReport } from './client_report.js'
import { rateLimits, retryAfter } from './rate_limits.js'
import { sentEvents } from './sent_events.js'
import { DELAY, MOST_IN_REQUEST, NOW, waitingItems } from './waiting.js'

/** @typedef {import('./waiting.js').Taken} Taken */

/** Longest time from a panic to the trap that follows it, in ms: WebKitGTK on a slow device needed 1,090 for a stack of wasm. */
const TRAP_WITHIN = 5_000

/**
 * The server's answer to a request: `status` 0 without one, `headers` are `X-Sentry-Rate-Limits` and `Retry-After`.
 * @typedef {{ status: number, headers: (string | null)[], isBatch?: boolean, countsRepeats?: boolean, roll: number }} Response
 */

/** What became of an item: it is done, sent or lost; it waits again; it is to be tried again later, by its owner. @typedef {'done' | 'waits' | 'failed'} Outcome */

/**
 * @param {{ sampleRate?: number, sendClientReports?: boolean }} options
 */
export const sendPolicy = ({ sampleRate = 1, sendClientReports }) => {
  const items = waitingItems()
  const sent = sentEvents()
  const pause = backoff()
  const limits = rateLimits()
  const losses = clientReport()
  let trapUntil = -1
  /** @type {string | undefined} */
  let lastKey
  let isBatching = false
  let triesAgain = false
  let countsRepeats = false

  /** @param {number} reason @param {string} category @param {number} quantity */
  const count = (reason, category, quantity) => {
    if (quantity && sendClientReports !== false)
      losses.count(NAMES[reason] ?? 'queue_overflow', category, quantity)
  }

  /** The trap that ends the call of a panic comes a moment after the panic, as an error of its own. @param {any} captured @param {number} now */
  const isTrap = ({ mechanism, type, value }, now) => {
    const is = type === 'RuntimeError' && /nreachable/.test(value) && now <= trapUntil
    if (is) trapUntil = -1
    if (mechanism === 'panic') trapUntil = now + TRAP_WITHIN
    return is && mechanism !== 'panic'
  }

  /** What an item in flight becomes by the status of its request, and why it was lost, if it was. @param {Taken} one @param {number} status @param {Response} response @returns {{ outcome: Outcome, reason?: number, lost?: number }} */
  const outcomeOf = ({ category, times, most }, status, { isBatch, countsRepeats }) => {
    if (status >= 200 && status < 300)
      // For a server that knows no count, the event stands for itself alone; a container has all its spans in it.
      return countsRepeats || category === 'span'
        ? { outcome: 'done' }
        : { outcome: 'done', reason: EVENT_PROCESSOR, lost: times - 1 }
    // A server that answers 429 counts the loss itself.
    if (status === 429) return { outcome: 'done' }
    // Too large, or a server that knows no batches.
    if ((status === 413 && most > 1) || (status === 400 && isBatch)) return { outcome: 'waits' }
    if ((!status || status >= 500) && triesAgain) return { outcome: 'failed' }
    return { outcome: 'done', reason: status ? SEND_ERROR : NETWORK_ERROR, lost: times }
  }

  return {
    isEmpty: items.isEmpty,
    /** How items are sent: whether the server takes batches, failed requests are made again later, and the server knows counts of equal events or has not answered yet. @param {boolean} batching @param {boolean} again @param {boolean} counts */
    setSending(batching, again, counts) {
      isBatching = batching
      triesAgain = again
      countsRepeats = counts
    },
    /**
     * Whether an event is to be made of a capture, and under which key its repeats are found. One that is not wanted is counted,
     * as a loss or as a repeat of an event that waits.
     * @param {{ mechanism: string, type: string, value: string, key: string | undefined, times: number }} captured `key` is all that tells it apart, none without Dedupe
     * @param {number} now
     * @param {number} roll 0 to below 1
     * @returns {{ key: string | undefined } | undefined}
     */
    judge(captured, now, roll) {
      const { key, times } = captured
      if (isTrap(captured, now)) return
      if (!(roll < sampleRate)) return count(SAMPLE_RATE, 'error', times)
      if (countsRepeats) {
        const waiting = items.repeated(key)
        if (!waiting) return { key }
        waiting.times += times
        return
      }
      const isRepeat = key !== undefined && key === lastKey
      lastKey = key
      return isRepeat ? count(EVENT_PROCESSOR, 'error', times) : { key: undefined }
    },
    /** Adds an item; whether it waits as one of its own. @param {import('./item.js').Waiting} item @param {number} bytes @param {boolean | undefined} isUrgent @param {number} now */
    push(item, bytes, isUrgent, now) {
      const { type, times = 1, key } = item
      const category = categoryOf(type)
      const equal = items.repeated(key)
      if (equal) {
        equal.times += times
        return false
      }
      const dueAt = now + (isUrgent ? 0 : (sent.waitOf(key, now) ?? DELAY))
      const hasRoom = items.push({ item, category, times, bytes, key, dueAt, most: MOST_IN_REQUEST })
      if (!hasRoom) count(QUEUE_OVERFLOW, category, times)
      return hasRoom
    },
    /** @param {number} reason @param {string} type of the items @param {number} quantity */
    countLoss: (reason, type, quantity) => count(reason, categoryOf(type), quantity),
    /** In how many ms the next request is due; undefined if nothing waits, and requests do not fail. @param {number} now */
    dueIn(now) {
      const dueAt = items.dueAt(isBatching)
      const ms = larger(larger((dueAt ?? 0) - now, pause.until() - now), 0)
      return dueAt === undefined && !ms ? undefined : ms
    },
    /**
     * The items of the next request; `isEnd` if nothing was there to be taken. What a limit stops is counted, and given to `drop`.
     * @param {number} which
     * @param {number} bytes most of them; 0: as many as there may be
     * @param {number} now
     * @param {(item: import('./item.js').Waiting) => void} drop
     */
    take(which, bytes, now, drop) {
      if (which === NOW) pause.succeed()
      /** @type {Taken[]} */
      let taken = []
      let isEnd = true
      if (now >= pause.until())
        taken = items.take(now, { which, bytes, isBatch: isBatching }, ({ item, category, times, key }) => {
          isEnd = false
          const isAllowed = limits.allows(category, now)
          if (isAllowed && key !== undefined) sent.note(key, now)
          if (!isAllowed) {
            count(RATELIMIT_BACKOFF, category, times)
            drop(item)
          }
          return isAllowed
        })
      return { taken, isEnd }
    },
    /** A report of the losses since the last one; undefined without any, and while the server wants no events. @param {number} now */
    takeReport: (now) => (limits.allows('error', now) ? losses.take() : undefined),
    /**
     * Notes the answer to a request; what became of each of its items.
     * @param {Response} response
     * @param {Taken[]} taken
     * @param {(at: number) => number} statusOf
     * @param {object | undefined} report that was in it
     * @param {number} now
     */
    noteResponse(response, taken, statusOf, report, now) {
      const { status, headers, isBatch, roll } = response
      limits.update(status, headers[0] ?? null, headers[1] ?? null, now)
      const statuses = map(taken, (_, at) => statusOf(at))
      // A report is never stored; one that was not sent goes with the next request.
      if (report)
        losses.note(report, !(status < 200 || status >= 500 || status === 413 || (status === 400 && isBatch)))
      const outcomes = map(taken, (one, at) => {
        const { outcome, reason, lost } = outcomeOf(one, statuses[at] ?? 0, response)
        if (outcome === 'waits') {
          one.most = statuses[at] === 413 ? (one.most + 1) >> 1 : MOST_IN_REQUEST
          one.isInFlight = false
        } else {
          if (reason !== undefined) count(reason, one.category, lost ?? 0)
          items.remove(one)
        }
        return outcome
      })
      if (triesAgain && (includes(outcomes, 'failed') || (report && status >= 500)))
        pause.fail(now, retryAfter(headers[1] ?? null), roll)
      else if (status >= 200 && status < 300) pause.succeed()
      return outcomes
    },
  }
}
