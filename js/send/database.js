// @ts-check
import { filter, map } from '../builtins/lists.js'
import { attempt, timer } from '../builtins/originals.js'

/**
 * An envelope that is stored, since `at` (ms since 1970). It is complete, after all hooks; `times` is the number of equal events
 * for which it stands.
 * @typedef {{ at: number, id: string, type: string, times: number, text: string, extra?: Uint8Array | undefined }} Stored
 */

const STORE = 'envelopes'

/** Most envelopes of a DSN, and most characters and bytes of all of them. */
const MAX_STORED = 100
const MAX_SIZE = 4_000_000

/** Longest time for one use of the database, in ms: where storage is blocked, browsers may never answer. */
const TIMEOUT = 2_000

/**
 * One transaction, with the database opened for it alone: an open one keeps a page out of the back/forward cache. Undefined if
 * it fails, is refused or takes too long; then nothing was changed.
 * @template T
 * @param {string} name of the database
 * @param {(store: IDBObjectStore, give: (value: T) => void) => void} act
 * @returns {Promise<T | undefined>}
 */
const transact = (name, act) =>
  new Promise((done) => {
    /** @type {IDBDatabase | undefined} */
    let database
    /** @type {IDBTransaction | undefined} */
    let transaction
    /** @type {T | undefined} */
    let value
    let isOver = false
    const end = (/** @type {T | undefined} */ result) => {
      isOver = true
      database?.close()
      done(result)
    }
    const fail = () => {
      attempt(() => transaction?.abort())
      if (!isOver) end(undefined)
    }
    timer(fail, TIMEOUT)
    try {
      const opening = indexedDB.open(name)
      opening.onupgradeneeded = () => opening.result.createObjectStore(STORE, { autoIncrement: true })
      opening.onerror = opening.onblocked = fail
      opening.onsuccess = () => {
        database = opening.result
        if (isOver) return database.close()
        try {
          transaction = database.transaction(STORE, 'readwrite')
          transaction.oncomplete = () => end(value)
          transaction.onabort = fail
          act(transaction.objectStore(STORE), (result) => {
            value = result
          })
        } catch {
          fail()
        }
      }
    } catch {
      fail()
    }
  })

/** Aborts the transaction on an error, which the browser would show as one of the page. @param {IDBObjectStore} store @param {() => void} work */
const orAbort = (store, work) => () => {
  try {
    work()
  } catch {
    store.transaction.abort()
  }
}

/**
 * Stores as many as there is room for; the others, or undefined if none is stored.
 * @template T
 * @param {string} name
 * @param {T[]} list
 * @param {(one: T) => Stored} storedOf
 * @returns {Promise<T[] | undefined>}
 */
export const put = (name, list, storedOf) =>
  transact(name, (store, give) => {
    const all = store.getAll()
    all.onsuccess = orAbort(store, () => {
      let count = 0
      let size = 0
      const fits = (/** @type {Stored} */ { text, extra }) => {
        size += text.length + (extra?.length ?? 0)
        return ++count <= MAX_STORED && size <= MAX_SIZE
      }
      map(all.result, fits)
      give(
        filter(list, (one) => {
          const stored = storedOf(one)
          const isStored = fits(stored)
          if (isStored) store.add(stored)
          return !isStored
        }),
      )
    })
  })

/**
 * The oldest that is stored, with the keys.
 * @param {string} name
 * @param {number} count
 * @param {boolean} isClaiming whether it is deleted in the same transaction, so that no other tab gets it
 * @returns {Promise<[IDBValidKey, Stored][] | undefined>}
 */
export const read = (name, count, isClaiming) =>
  transact(name, (store, give) => {
    const keys = store.getAllKeys(undefined, count)
    const all = store.getAll(undefined, count)
    all.onsuccess = orAbort(store, () => {
      give(map(keys.result, (key, at) => [key, all.result[at]]))
      if (isClaiming) map(keys.result, (key) => store.delete(key))
    })
  })

/** @param {string} name @param {IDBValidKey} key */
export const remove = (name, key) => transact(name, (store) => store.delete(key))
