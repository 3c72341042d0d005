// @ts-check
import { add, map } from '../builtins/lists.js'
import { keysOf } from '../builtins/originals.js'
import { join, split } from '../core/fields.js'
import { DEQUEUE, ENQUEUE } from '../core/operations.js'
import { sizes } from './item.js'

/** Which items a request takes, see `Which` of src/queue.rs. */
export const DUE = 0
export const ALL = 1
export const NOW = 2

/** @typedef {import('./item.js').Waiting} Waiting */

/** An item of a request, and how many equal events it stands for. @typedef {{ id: string, item: Waiting, times: number }} Taken */

/**
 * The items that wait, by the numbers under which the core knows them.
 * @param {import('../core/connection.js').Run} run
 * @param {(ms: string) => void} schedule called when the core has said in how many ms the next request is due
 */
export const waitingItems = (run, schedule) => {
  const sizeOf = sizes()
  let lastId = 0
  /** @type {Record<string, Waiting>} */
  const items = {}

  /** Tells the core of an item. @param {string} id @param {Waiting} item @param {boolean} [isUrgent] */
  const tell = (id, item, isUrgent) => {
    const { type, wanted = '', times = 1 } = item
    const fields = join([id, type, sizeOf(item), times, wanted.slice(1)])
    const ms = run(ENQUEUE, fields, undefined, isUrgent ? 1 : 0)
    delete items[id]
    // The item is lost, or was added to the count of an equal one.
    if (ms === '!' || ms === '=') return item.settle?.(true)
    items[id] = item
    schedule(ms)
  }

  return {
    isEmpty: () => !keysOf(items)[0],
    /** @param {Waiting | undefined} item @param {boolean} [isUrgent] */
    push(item, isUrgent) {
      if (item) tell(`${++lastId}`, item, isUrgent)
    },
    /** Tells a core that begins without items of all of them. */
    tellAll: () => map(keysOf(items), (id) => tell(id, /** @type {Waiting} */ (items[id]))),
    /** The core lets an item of a request wait again. @param {Taken} taken */
    restore({ id, item }) {
      items[id] = item
    },
    /**
     * The items of the next request, and in how many ms the one after it is due.
     * @param {number} which
     * @param {number} room in bytes
     */
    take(which, room) {
      const [ms = '', ...fields] = split(run(DEQUEUE, `${which}`, undefined, room))
      /** @type {Taken[]} */
      const taken = []
      for (let at = 0; at + 1 < fields.length; at += 2) {
        const id = fields[at] ?? ''
        const item = items[id]
        delete items[id]
        // 0: a limit of the server has dropped it.
        const times = Number(fields[at + 1])
        if (!times) item?.settle?.(true)
        else if (item) add(taken, { id, item, times })
      }
      return { ms, taken, isEnd: fields.length < 2 }
    },
  }
}
