// @ts-check
import { add, filter, map } from '../builtins/lists.js'
import { attempt, draw } from '../builtins/originals.js'
import { join, split } from '../core/fields.js'
import { NOTE_RESPONSE, SET_SENDING, TAKE_LOSSES } from '../core/operations.js'
import { compressed } from './compress.js'
import { requestBody } from './request.js'
import { keepaliveRoom } from './transport.js'

/**
 * Where requests go. `dsn` is for its key, `tunnelledDsn` for a tunnel, which has to know it; `isOffline` is the option
 * `offline`; `beforePost` tells integrations of an envelope.
 * @typedef {{
 *   dsn: string, tunnelledDsn?: string | undefined, isOffline?: boolean,
 *   beforePost: (envelope: import('./queue.js').Outgoing) => void,
 *   post: (body: any, isLeaving: boolean) => ReturnType<typeof import('./transport.js').post>,
 * }} Destination
 */

/** An item of a request, and how many equal events it stands for. @typedef {{ id: string, item: import('./queue.js').Waiting, times: number }} Taken */

/** No answer of the server: what does not fit into a request is divided as after a 413. */
const TOO_LARGE = { status: 413, headers: [null, null], isBatching: false, text: '' }

/**
 * Makes requests, and tells the core what came of them.
 * @param {import('../core/connection.js').Run} run
 * @param {Destination} destination
 */
export const sender = (run, destination) => {
  let isBatching = false
  /** A server that has refused a batch gets none on this page. */
  let isRefused = false
  /** Functions that end the wait for the compressing of a body. @type {(() => void)[]} */
  let hurries = []

  /** Tells the core how items are sent, see `Sending` of src/options.rs. */
  const configure = () =>
    run(SET_SENDING, '', undefined, (isBatching ? 1 : 0) + (destination.isOffline ? 2 : 0))

  /** @param {boolean} takesBatches whether the server has said so */
  const noteBatching = (takesBatches) => {
    const next = takesBatches && !isRefused
    if (next !== isBatching) {
      isBatching = next
      configure()
    }
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
      const body = requestBody(taken, losses, isBatch, destination)
      if (!body) return

      /** @param {import('./transport.js').Answer} answer */
      const note = ({ status, headers, isBatching: takesBatches, text }) => {
        const isTaken = status === 200
        if (isBatch && status === 400) isRefused = true
        if (takesBatches || isTaken || isRefused) noteBatching(takesBatches)
        /** Of each envelope; the server has counted those that it refused. */
        const statuses = isBatch && isTaken ? attempt(() => JSON.parse(text ?? '').envelopes) : undefined
        /** @type {unknown[]} */
        const fields = [...headers, isBatch ? 1 : '', Math.floor(draw() * 1000)]
        map(taken, ({ id }, at) => {
          add(fields, id)
          add(fields, statuses?.[at] >= 500 ? statuses[at] : status)
        })
        if (losses) {
          add(fields, 0)
          add(fields, status)
        }
        done(split(run(NOTE_RESPONSE, join(fields), undefined, status))[1] ?? '')
      }

      if (isLeaving && taken.length > 1 && body.length > keepaliveRoom()) return note(TOO_LARGE)
      const answer = async () => {
        /** @type {(() => void) | undefined} */
        let end
        const wait = (/** @type {() => void} */ hurry) => {
          end = hurry
          add(hurries, hurry)
        }
        const small = isBatch && !isLeaving ? await compressed(body, wait) : body
        hurries = filter(hurries, (hurry) => hurry !== end)
        note(await destination.post(small, isLeaving))
      }
      return answer()
    },
  }
}
