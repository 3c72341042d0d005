// @ts-check
import { add, filter, map } from '../builtins/lists.js'
import { now as clock, keysOf, timer, warn } from '../builtins/originals.js'
import { randomId } from '../builtins/random_id.js'
import { join, split } from '../core/fields.js'
import { COUNT_LOSS, COUNT_REPEAT, DEQUEUE, ENQUEUE } from '../core/operations.js'
import { itemOf } from './kept.js'
import { sender } from './sender.js'
import { sizes } from './sizes.js'
import { canSend, keepaliveRoom } from './transport.js'

/**
 * What is to be sent. `payload` is JSON; `breadcrumbs` and `stacks` belong into it, and a batch has each of them once. `wanted`
 * is the core's answer to `IS_WANTED`.
 * @typedef {{
 *   type: string, payload: string, eventId?: string | undefined, breadcrumbs?: string[] | undefined,
 *   stacks?: (string | undefined)[] | undefined, times?: number | undefined, wanted?: string | undefined,
 *   trace?: object | undefined,
 * }} Item
 *
 * An item in the queue. `id` is that of its envelope, for a server that gets it twice; `extra` is what integrations have added
 * to the envelope. One that was kept has `header` and `items`, the two parts of its envelope.
 * @typedef {Item & { id: string, extra?: Uint8Array, header?: object, items?: string }} Waiting
 *
 * An envelope before it is posted: a listener of `beforePost` may set another body, which begins with the text.
 * @typedef {{ eventId: string | undefined, text: string, body?: Uint8Array }} Outgoing
 */

/** Which items a request takes, see `Which` of src/queue.rs. */
const DUE = 0
const ALL = 1
const NOW = 2

/**
 * The queue of one recorder. Payloads wait here; the core knows their types and sizes, and decides when which are due and
 * whether they may be sent.
 * @param {ReturnType<typeof import('../core/connection.js').connect>} core
 * @param {import('./sender.js').Destination} destination
 */
export const sendQueue = ({ run, opened }, destination) => {
  const { send, hurry, configure, isBatching, noteBatching } = sender(run, destination)
  const sizeOf = sizes()
  let dueAt = Number.POSITIVE_INFINITY
  let lastId = 0
  let hasFailed = false
  let isPumping = false
  /** Items that wait, by their numbers. @type {Record<string, Waiting>} */
  const items = {}
  /** @type {Promise<unknown>[]} */
  let pending = []

  /** Makes `flush` wait for some work. @param {Promise<unknown> | undefined} work */
  const track = (work) => {
    const done = (async () => {
      try {
        await work
      } catch (error) {
        warn('', error)
      }
      pending = filter(pending, (one) => one !== done)
    })()
    add(pending, done)
  }

  /** Tells the core of an item. @param {string} id @param {Waiting} item @param {boolean} [isUrgent] */
  const tell = (id, item, isUrgent) => {
    const { type, wanted = '', times = 1 } = item
    const fields = join([id, type, sizeOf(item), times, wanted.slice(1)])
    const ms = run(ENQUEUE, fields, undefined, isUrgent ? 1 : 0)
    delete items[id]
    // The item is lost, or was added to the count of an equal one.
    if (ms === '!' || ms === '=') return
    items[id] = item
    if (ms === '0') pump(DUE)
    else wait(ms)
  }

  /** Items whose request has failed wait for another. @param {import('./sender.js').Taken[]} taken */
  const hold = (taken) => map(taken, ({ id, item, times }) => tell(id, { ...item, times }))

  /** @param {import('./sender.js').Taken[]} taken @param {boolean} isLeaving */
  const request = (taken, isLeaving) =>
    track(
      send(taken, isLeaving, (outcomes) => {
        /** @type {import('./sender.js').Taken[]} */
        const failed = []
        map(taken, (one, at) => {
          if (outcomes[at] === 'a') items[one.id] = one.item
          if (outcomes[at] === 'r') add(failed, one)
        })
        hasFailed ||= failed.length > 0
        hold(failed)
        if (!isPumping) pump(DUE)
      }),
    )

  /** The items of the next request, and when the one after it is due. @param {number} which @param {number} room in bytes */
  const take = (which, room) => {
    const [ms, ...fields] = split(run(DEQUEUE, `${which}`, undefined, room))
    /** @type {import('./sender.js').Taken[]} */
    const taken = []
    for (let at = 0; at + 1 < fields.length; at += 2) {
      const id = fields[at] ?? ''
      const item = items[id]
      delete items[id]
      // 0: a limit of the server has dropped it.
      const times = Number(fields[at + 1])
      if (item && times) add(taken, { id, item, times })
    }
    return { ms, taken, isEnd: fields.length < 2 }
  }

  /**
   * Makes requests while items are due and requests are free; if the page is left, for all items.
   * @param {number} which
   * @param {boolean} [isLeaving]
   */
  const pump = (which, isLeaving = false) => {
    isPumping = true
    dueAt = Number.POSITIVE_INFINITY
    while (isLeaving || canSend()) {
      const { ms, taken, isEnd } = take(which, isLeaving ? keepaliveRoom() || 1 : 0)
      if (taken[0]) request(taken, isLeaving)
      if (isEnd) {
        wait(ms)
        break
      }
    }
    if (isLeaving) request([], true)
    isPumping = false
  }

  /** Makes requests after some time. @param {string | undefined} ms */
  const wait = (ms) => {
    if (!ms || clock() + Number(ms) >= dueAt) return
    dueAt = clock() + Number(ms)
    timer(() => pump(DUE), Number(ms))
  }

  return {
    track,
    isBatching,
    noteBatching,
    /** Sends all that waits. @param {boolean} [isLeaving] */
    drain(isLeaving) {
      if (isLeaving) hurry()
      pump(isLeaving ? NOW : ALL, isLeaving)
    },
    /** Tells a core that begins with an empty queue of all waiting items. */
    requeue() {
      configure()
      map(keysOf(items), (id) => tell(id, /** @type {Waiting} */ (items[id])))
    },
    /** @param {number} reason @param {string} type of the items @param {number} quantity */
    countLoss(reason, type, quantity) {
      run(COUNT_LOSS, join([reason, type]), undefined, quantity)
    },
    /** Adds to the item that the last capture repeats: the core has answered `=`. @param {number} times */
    countRepeat(times) {
      run(COUNT_REPEAT, '', undefined, times)
    },
    /** @param {Item} item @param {boolean} isUrgent there may be no later */
    enqueue(item, isUrgent) {
      tell(`${++lastId}`, { id: item.eventId ?? randomId(), ...item }, isUrgent)
    },
    /** Sends envelopes that an earlier page, or the last resort, has kept. @param {string[]} envelopes */
    adopt(envelopes) {
      map(envelopes, (text) => {
        const item = itemOf(text)
        if (item) tell(`${++lastId}`, item)
      })
    },
    /** Whether all was sent within the time, in ms. @param {number} timeout @param {() => void} work */
    flush(timeout, work) {
      const all = async () => {
        await opened
        hasFailed = false
        let isLast = false
        // A hook of the page may take its time over an event, which is sent after it.
        for (;;) {
          work()
          pump(ALL)
          if (!pending.length) {
            if (isLast) return !hasFailed && !keysOf(items)[0]
            isLast = true
            // Losses that were counted meanwhile.
            request([], false)
          }
          await pending[0]
        }
      }
      return Promise.race([all(), new Promise((resolve) => timer(() => resolve(false), timeout))])
    },
  }
}
