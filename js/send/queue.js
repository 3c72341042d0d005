// @ts-check
import { add, map } from '../builtins/lists.js'
import { now as clock, listen, timer } from '../builtins/originals.js'
import { isPageHidden } from '../builtins/page_hidden.js'
import { randomId } from '../builtins/random_id.js'
import { join } from '../core/fields.js'
import { COUNT_LOSS, COUNT_REPEAT } from '../core/operations.js'
import { publicKey } from '../recorder/endpoint.js'
import { sender } from './sender.js'
import { storage } from './storage.js'
import { canSend, keepaliveRoom } from './transport.js'
import { ALL, DUE, NOW, waitingItems } from './waiting.js'
import { work } from './work.js'

/** @typedef {import('./waiting.js').Taken} Taken */

/**
 * The queue of one recorder. Payloads wait here; the core knows their types and sizes, and decides when which are due and
 * whether they may be sent.
 * @param {ReturnType<typeof import('../core/connection.js').connect>} core
 * @param {import('./sender.js').Destination} destination
 */
export const sendQueue = ({ run, opened }, destination) => {
  const { dsn, isOffline } = destination
  const key = publicKey(dsn)
  const { track, settled } = work()
  let dueAt = Number.POSITIVE_INFINITY
  let hasFailed = false
  let isPumping = false
  /** @type {(() => void) | undefined} */
  let stopOnline

  /** Makes requests when the core says so. @param {string} ms */
  const schedule = (ms) => {
    if (ms === '0') pump(DUE)
    else if (ms && clock() + Number(ms) < dueAt) {
      dueAt = clock() + Number(ms)
      timer(() => pump(DUE), Number(ms))
    }
  }

  const { isEmpty, push, tellAll, restore, take } = waitingItems(run, schedule)

  /** @param {number} reason @param {string} type of the items @param {number} quantity */
  const countLoss = (reason, type, quantity) =>
    void run(COUNT_LOSS, join([reason, type]), undefined, quantity)

  const { sendStored, store, keep } = storage(dsn, key, push, countLoss)
  const { send, hurry, configure, isBatching, noteBatching } = sender(run, destination, keep)

  /** Items whose request has failed are stored, or wait for another. @param {Taken[]} failed */
  const hold = async (failed) => {
    hasFailed = true
    stopOnline ??= listen('online', () => {
      stopOnline?.()
      stopOnline = undefined
      pump(NOW)
      pump(DUE)
    })
    const left = isOffline ? await store(failed) : failed
    map(left, ({ item, times }) => push({ ...item, times }))
  }

  /** @param {Taken[]} taken @param {boolean} isLeaving */
  const request = (taken, isLeaving) =>
    track(
      send(taken, isLeaving, (outcomes) => {
        /** @type {Taken[]} */
        const failed = []
        map(taken, (one, at) => {
          const { settle } = one.item
          const letter = outcomes[at]
          if (letter === 'a') restore(one)
          else if (settle) settle(letter !== 'r')
          else if (letter === 'r') add(failed, one)
        })
        if (failed[0]) track(hold(failed))
        if (!isPumping) pump(DUE)
      }),
    )

  /**
   * Makes requests while items are due and requests are free; if the page is left, for all items.
   * @param {number} which
   * @param {boolean} [isLeaving]
   */
  const pump = (which, isLeaving = false) => {
    isPumping = true
    dueAt = Number.POSITIVE_INFINITY
    // A hidden page may end at any time: what does not fit into requests that outlive it is kept.
    const mayEnd = isLeaving || isPageHidden()
    while (isLeaving || canSend()) {
      const { ms, taken, isEnd } = take(which, mayEnd ? keepaliveRoom() || 1 : 0)
      if (taken[0]) request(taken, mayEnd)
      if (isEnd) {
        if (ms !== '0') schedule(ms)
        // Nothing waits, and the server is not failing.
        if (!ms && which === DUE) track(sendStored())
        break
      }
    }
    if (isLeaving) request([], true)
    isPumping = false
  }

  return {
    track,
    countLoss,
    isBatching,
    noteBatching,
    /** Sends all that waits. @param {boolean} [isLeaving] */
    drain(isLeaving) {
      if (isLeaving) hurry()
      pump(isLeaving ? NOW : ALL, isLeaving)
    },
    /** Tells a core that begins without items of all that waits. */
    requeue() {
      configure()
      tellAll()
      pump(DUE)
    },
    /** Adds to the item that the last capture repeats: the core has answered `=`. @param {number} times */
    countRepeat(times) {
      run(COUNT_REPEAT, '', undefined, times)
    },
    /** @param {import('./item.js').Item} item @param {boolean} isUrgent there may be no later */
    enqueue(item, isUrgent) {
      push({ id: item.eventId ?? randomId(), ...item }, isUrgent)
    },
    /** Whether all was sent within the time, in ms. @param {number} timeout @param {() => void} judge makes events of captures */
    flush(timeout, judge) {
      const all = async () => {
        await opened
        hasFailed = false
        // A hook of the page may take its time over an event, which is sent after it.
        do {
          judge()
          pump(ALL)
        } while (await settled())
        // Losses that were counted meanwhile.
        if (!hasFailed) request([], false)
        while (await settled());
        return !hasFailed && isEmpty()
      }
      return Promise.race([all(), new Promise((resolve) => timer(() => resolve(false), timeout))])
    },
  }
}
