// @ts-check
import { add, filter, map } from '../builtins/lists.js'
import { attempt, draw } from '../builtins/originals.js'
import { isPageHidden } from '../builtins/page_hidden.js'
import { join, split } from '../core/fields.js'
import { NOTE_RESPONSE, SET_SENDING, TAKE_LOSSES } from '../core/operations.js'
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

/** What is no answer of the server, with a status of each item. @param {number} itemStatus */
const ownAnswer = (itemStatus) => ({ ...answerOf(0), itemStatus })

/**
 * Makes requests, and tells the core what came of them.
 * @param {import('../core/connection.js').Run} run
 * @param {Destination} destination
 * @param {ReturnType<typeof import('./storage.js').storage>['keep']} keep keeps items for the next page
 */
export const sender = (run, destination, keep) => {
  /** Whether the last request has failed. */
  let isFailing = false
  let isBatching = false
  /** Whether the server has answered. Until then equal events are counted, as if it takes such counts. */
  let isKnown = false
  /** A server that has refused a batch gets none on this page. */
  let isRefused = false
  /** Functions that end the wait for the compressing of a body. @type {(() => void)[]} */
  let hurries = []

  /** Tells the core how items are sent, see `Sending` of src/options.rs. */
  const configure = () =>
    run(
      SET_SENDING,
      '',
      undefined,
      (isBatching ? 1 : 0) + (destination.isOffline ? 2 : 0) + (isBatching || !isKnown ? 4 : 0),
    )

  /** @param {boolean} takesBatches whether the server has said so */
  const noteBatching = (takesBatches) => {
    const next = takesBatches && !isRefused
    if (next === isBatching && isKnown) return
    isKnown = true
    isBatching = next
    configure()
  }

  return {
    configure,
    noteBatching,
    isBatching: () => isBatching,
    /** Ends all waits. */
    hurry() {
      map(hurries, (hurry) => hurry())
      hurries = []
    },
    /**
     * Sends items in one request, with the losses. `done` gets what the core says became of them, a letter for each.
     * @param {Taken[]} taken
     * @param {boolean} isLeaving
     * @param {(outcomes: string) => void} done
     */
    send(taken, isLeaving, done) {
      const isBatch = isBatching
      const losses = run(TAKE_LOSSES)
      const body = attempt(() => requestBody(taken, losses, isBatch, destination))

      /** @param {import('./transport.js').Answer & { itemStatus?: number }} answer */
      const note = ({ status, itemStatus = status, headers, isBatching: takesBatches, text }) => {
        const isTaken = status === 200
        if (isBatch && itemStatus === 400) isRefused = true
        if (takesBatches || isTaken || isRefused) noteBatching(takesBatches)
        /** Of each envelope; the server has counted those that it refused. */
        const statuses = isBatch && isTaken ? attempt(() => JSON.parse(text ?? '').envelopes) : undefined
        /** @type {unknown[]} */
        const fields = [
          ...headers,
          isBatch ? 1 : '',
          isBatch || takesBatches || !status ? 1 : '',
          Math.floor(draw() * 1000),
        ]
        map(taken, ({ id }, at) => {
          add(fields, id)
          add(fields, statuses?.[at] >= 500 ? statuses[at] : itemStatus)
        })
        if (losses) {
          add(fields, split(losses)[0])
          // A report is never stored; one that was not sent goes with the next request.
          add(fields, status || 413)
        }
        done(split(run(NOTE_RESPONSE, join(fields), undefined, status))[1] ?? '')
      }

      // A page without items and losses, or one that has broken what a batch needs.
      if (!body) return taken[0] && note(ownAnswer(isBatch ? 400 : 413))
      if (isLeaving && taken[0]) {
        const fits = body.length <= keepaliveRoom()
        // Divided as after a 413.
        if (!fits && taken[1]) return note(ownAnswer(413))
        if ((isFailing || !fits) && destination.isOffline && keep(taken)) return note(ownAnswer(200))
      }
      const answer = async () => {
        /** @type {(() => void) | undefined} */
        let end
        const wait = (/** @type {() => void} */ hurry) => {
          end = hurry
          add(hurries, hurry)
        }
        // A hidden page may end at any time.
        const small = isBatch && !isLeaving && !isPageHidden() ? await compressed(body, wait) : body
        hurries = filter(hurries, (hurry) => hurry !== end)
        const answer = await destination.post(small, isLeaving)
        isFailing = !answer.status || answer.status >= 500
        // The page may end before its database has them. The browser refuses `keepalive` later than in the call.
        if (isFailing && isLeaving && taken[0] && destination.isOffline && keep(taken, true))
          return note(ownAnswer(200))
        note(answer)
      }
      return answer()
    },
  }
}
