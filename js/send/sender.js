// @ts-check
import { add, map } from '../builtins/lists.js'
import { hasNoNetwork } from '../builtins/network.js'
import { attempt, now as clock, draw } from '../builtins/originals.js'
import { compressed } from './compress.js'
import { requestBody } from './request.js'
import { answerOf, keepaliveRoom } from './transport.js'

/**
 * Where requests go. `dsn` is for its key, `tunnelledDsn` for a tunnel, which has to know it; `isOffline` is the option
 * `offline`; `beforePost` tells integrations of an envelope.
 * @typedef {{
 *   dsn: string, tunnelledDsn?: string | undefined, isOffline?: boolean,
 *   beforePost: (envelope: import('./item.js').Outgoing) => void,
 *   post: (body: any, isLeaving: boolean) => ReturnType<typeof import('./transport.js').post>,
 * }} Destination
 */

/** @typedef {import('./waiting.js').Taken} Taken */

/** What the policy is told where no server was asked. */
const NO_ANSWER = answerOf(0)

/**
 * Makes requests, and tells the policy what came of them.
 * @param {ReturnType<typeof import('./policy.js').sendPolicy>} policy
 * @param {Destination} destination
 * @param {ReturnType<typeof import('./storage.js').storage>['keep']} keep keeps items for the next page
 * @param {ReturnType<typeof import('./ending_with_page.js').endingWithPage>} ending
 */
export const sender = (policy, destination, keep, { during, keepDuring }) => {
  /** Whether the last request has failed. */
  let isFailing = false
  let isBatching = false
  /** Whether the server has answered. Until then equal events are counted, as if it takes such counts. */
  let isKnown = false
  /** A server that has refused a batch gets none on this page. */
  let isRefused = false
  /** What neither `keepalive` nor a failing server takes when the page is left, and how that ends. @type {[taken: Taken[], end: (isKept: unknown) => unknown][]} */
  let leftOver = []

  /** Whether a request may never be answered: then what is on its way when the page is left is kept, too. */
  const isDoubtful = () => isFailing || hasNoNetwork()

  const configure = () =>
    policy.setSending(isBatching, Boolean(destination.isOffline), isBatching || !isKnown)
  configure()

  /** @param {boolean} takesBatches whether the server has said so */
  const noteBatching = (takesBatches) => {
    const next = takesBatches && !isRefused
    if (next === isBatching && isKnown) return
    isKnown = true
    isBatching = next
    configure()
  }

  return {
    noteBatching,
    isBatching: () => isBatching,
    isFailing: () => isFailing,
    /** Keeps what is left over, in one go: each writes all that is kept. Where nothing can be kept, it is sent all the same. */
    keepLeftOver() {
      const list = leftOver
      leftOver = []
      /** @type {Taken[]} */
      const all = []
      map(list, ([taken]) => map(taken, (one) => add(all, one)))
      const isKept = all[0] && keep(all)
      map(list, ([, end]) => end(isKept))
    },
    /**
     * Sends items in one request, with a report of losses. `done` gets what became of each; one that stays stored is `failed`.
     * @param {Taken[]} taken
     * @param {boolean} isLeaving
     * @param {(outcomes: import('./policy.js').Outcome[]) => void} done
     */
    send(taken, isLeaving, done) {
      const isBatch = isBatching
      const report = policy.takeReport(clock())
      const body = attempt(() => requestBody(taken, report, isBatch, destination))

      /**
       * @param {Pick<import('./transport.js').Answer, 'status' | 'headers' | 'isBatching'>} answer
       * @param {(at: number) => number} statusOf
       */
      const tellPolicy = ({ status, headers, isBatching: takesBatches }, statusOf) =>
        policy.noteResponse(
          {
            status,
            headers,
            isBatch,
            countsRepeats: isBatch || takesBatches || !status,
            roll: draw(),
          },
          taken,
          statusOf,
          report,
          clock(),
        )

      /** Without a request. @param {number} itemStatus */
      const noteOwn = (itemStatus) => tellPolicy(NO_ANSWER, () => itemStatus)

      /** @param {import('./transport.js').Answer} answer */
      const note = (answer) => {
        const { status, isBatching: takesBatches, text } = answer
        const isTaken = status === 200
        if (isBatch && status === 400) isRefused = true
        if (takesBatches || isTaken || isRefused) noteBatching(takesBatches)
        /** Of each envelope; the server has counted those that it refused. */
        const statuses = isBatch && isTaken ? attempt(() => JSON.parse(text ?? '').envelopes) : undefined
        done(tellPolicy(answer, (at) => (statuses?.[at] >= 500 ? statuses[at] : status)))
      }

      /** @param {Uint8Array} bytes */
      const post = async (bytes) => {
        const outlives = bytes.length <= keepaliveRoom() && !isDoubtful()
        const posted = destination.post(bytes, isLeaving)
        const answer = await (outlives ? posted : keepDuring(taken, posted))
        isFailing = !answer.status || answer.status >= 500
        note(answer)
      }

      const compress = async () => {
        let isStopped = false
        const small = await during(() => {
          // As after a 400: all of them wait again. Once, though the page may be left, come back and be left again meanwhile.
          if (!isStopped) done(noteOwn(400))
          isStopped = true
        }, compressed(body))
        if (!isStopped) await post(small)
      }

      if (!body) {
        // A page without items and losses, or one that has broken what a batch needs.
        if (!taken[0]) return
        if (isBatch) {
          isRefused = true
          noteBatching(false)
        }
        return done(noteOwn(isBatch ? 400 : 413))
      }
      if (isLeaving && taken[0]) {
        const fits = body.length <= keepaliveRoom()
        // Divided as after a 413.
        if (!fits && taken[1]) return done(noteOwn(413))
        if ((isDoubtful() || !fits) && destination.isOffline)
          return add(leftOver, [
            taken,
            (isKept) => {
              if (!isKept) return post(body)
              const outcomes = noteOwn(200)
              done(map(taken, ({ item }, at) => (item.isSafe ? 'failed' : (outcomes[at] ?? 'done'))))
            },
          ])
      }
      return isBatch && !isLeaving ? compress() : post(body)
    },
  }
}
