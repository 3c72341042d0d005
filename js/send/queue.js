// @ts-check

import { add, filter, map } from '../builtins/lists.js'
import { timer, warn } from '../builtins/originals.js'
import { join } from '../core/fields.js'
import { COUNT_LOSS, DEQUEUE, ENQUEUE, NOTE_RESPONSE, TAKE_LOSSES } from '../core/operations.js'
import { envelopeOf, wholeOf } from './envelope.js'
import { canSend } from './transport.js'

/** @typedef {{ type: string, payload: string | undefined, eventId?: string | undefined }} Item */

/**
 * An envelope before it is posted: a listener of `beforePost` may set another body.
 * @typedef {{ eventId: string | undefined, text: string, body?: Uint8Array }} Outgoing
 */

/**
 * The queue of one recorder. Payloads wait here; the core knows the types of the items, and decides when the oldest is due
 * and whether it may be sent.
 * @param {ReturnType<typeof import('../core/connection.js').connect>} core
 * @param {string | undefined} tunnelledDsn where a tunnel forwards envelopes to
 * @param {(envelope: Outgoing) => ReturnType<typeof import('./transport.js').post>} post
 */
export const sendQueue = ({ run, opened }, tunnelledDsn, post) => {
  let isDue = false
  /** Items that wait, the oldest first. @type {Item[]} */
  let waiting = []
  /** @type {Promise<unknown>[]} */
  let sending = []

  /** @param {Partial<Item>} item */
  const send = async (item) => {
    const text = envelopeOf(item, run(TAKE_LOSSES), tunnelledDsn)
    if (!text) return
    const { status, headers } = await post({ eventId: item.eventId, text })
    run(NOTE_RESPONSE, join([...headers, item.type ?? 'client_report']), undefined, status)
    drain()
  }

  /** The oldest item that may be sent. */
  const next = () => {
    for (;;) {
      const answer = run(DEQUEUE)
      const [item, ...others] = waiting
      if (!answer || !item) return
      waiting = others
      if (answer === '+') return item
    }
  }

  /** Sends all items for which there is a free request; when the page is left, all items. */
  const drain = (isLeaving = false) => {
    isDue = false
    while (isLeaving || canSend()) {
      const item = next()
      if (item) track(send(item))
      else break
    }
    if (isLeaving) track(send({}))
  }

  /** Drains when the core says so. @param {string} ms */
  const schedule = (ms) => {
    if (ms === '0') drain()
    else if (ms && !isDue) {
      isDue = true
      timer(drain, Number(ms))
    }
  }

  /** Makes `flush` wait for some work. @param {Promise<unknown>} work */
  const track = (work) => {
    const done = (async () => {
      try {
        await work
      } catch (error) {
        warn('', error)
      }
      sending = filter(sending, (one) => one !== done)
    })()
    add(sending, done)
  }

  return {
    track,
    drain,
    isBatching: () => false,
    countRepeat: (/** @type {number} */ _) => {},
    /** Tells a core that begins with an empty queue of all waiting items. */
    requeue: () => map(waiting, ({ type }) => run(ENQUEUE, type)),
    /** @param {number} reason @param {string} type of the items @param {number} quantity */
    countLoss(reason, type, quantity) {
      schedule(run(COUNT_LOSS, join([reason, type]), undefined, quantity))
    },
    /** @param {Item} item @param {boolean} isUrgent there may be no later */
    enqueue(item, isUrgent) {
      const ms = run(ENQUEUE, item.type, undefined, isUrgent ? 1 : 0)
      if (ms === '!') return
      add(waiting, { ...item, payload: wholeOf(item) })
      schedule(ms)
    },
    /** Whether all was sent within the time, in ms. @param {number} timeout @param {() => void} work */
    flush(timeout, work) {
      const all = async () => {
        await opened
        // A hook of the page may take its time over an event, which is sent after it.
        for (;;) {
          work()
          drain()
          if (!sending.length) return true
          await sending[0]
        }
      }
      return Promise.race([all(), new Promise((resolve) => timer(() => resolve(false), timeout))])
    },
  }
}
