// @ts-check
// As much of IndexedDB, localStorage and Web Locks as js/send/ uses, shared by the pages of a test.

/** @typedef {{ isRefused?: boolean, isSilent?: boolean, isFull?: boolean }} Trouble */

/** @param {Trouble} trouble may be changed in the course of a test */
export const fakeStorage = (trouble = {}) => {
  /** Records by key, of each database. @type {Record<string, Map<number, any>>} */
  const databases = {}
  let openings = 0
  let lastKey = 0
  const later = (/** @type {() => void} */ act) => void setTimeout(act)

  /** The transaction before is over: those that write come one after the other. */
  let previous = Promise.resolve()

  const transactionOf = (/** @type {Map<number, any>} */ records) => {
    /** @type {Map<number, any>} */
    let before
    let isOver = false
    const turn = previous
    /** @type {() => void} */
    let end = () => {}
    previous = new Promise((done) => (end = done))
    const begin = async () => {
      await turn
      before ??= new Map(records)
    }
    /** @type {any} */
    const transaction = {
      abort() {
        if (isOver) throw new Error('InvalidStateError')
        isOver = true
        if (before) records.clear()
        for (const [key, value] of before ?? []) records.set(key, value)
        end()
        later(() => transaction.onabort?.())
      },
      objectStore: () => ({
        getAll: (/** @type {undefined} */ _, count = Number.POSITIVE_INFINITY) =>
          request(() => [...records.values()].slice(0, count)),
        getAllKeys: (/** @type {undefined} */ _, count = Number.POSITIVE_INFINITY) =>
          request(() => [...records.keys()].slice(0, count)),
        add: (/** @type {any} */ value) =>
          request(() => {
            if (trouble.isFull) return transaction.abort()
            records.set(++lastKey, structuredClone(value))
          }),
        delete: (/** @type {number} */ key) => request(() => records.delete(key)),
      }),
    }
    let open = 0
    const request = (/** @type {() => any} */ act) => {
      /** @type {any} */
      const it = {}
      open++
      const run = async () => {
        await begin()
        if (isOver) return
        it.result = act()
        it.onsuccess?.()
        open--
        later(() => {
          if (open || isOver) return
          isOver = true
          end()
          transaction.oncomplete?.()
        })
      }
      later(() => void run())
      return it
    }
    return transaction
  }

  const indexedDB = {
    open(/** @type {string} */ name) {
      openings++
      if (trouble.isRefused) throw new Error('SecurityError')
      /** @type {any} */
      const opening = {}
      if (trouble.isSilent) return opening
      later(() => {
        const isNew = !databases[name]
        databases[name] ??= new Map()
        opening.result = {
          createObjectStore() {},
          transaction: () => transactionOf(/** @type {Map<number, any>} */ (databases[name])),
          close() {},
        }
        if (isNew) opening.onupgradeneeded()
        opening.onsuccess()
      })
      return opening
    },
  }

  /** @type {Map<string, string>} */
  const members = new Map()
  const localStorage = {
    getItem: (/** @type {string} */ key) => members.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ value) => members.set(key, value),
    removeItem: (/** @type {string} */ key) => members.delete(key),
  }

  const held = new Set()
  const locks = {
    async request(
      /** @type {string} */ name,
      /** @type {object} */ _,
      /** @type {(lock: any) => any} */ act,
    ) {
      if (held.has(name)) return act(null)
      held.add(name)
      try {
        return await act({ name })
      } finally {
        held.delete(name)
      }
    },
  }

  return {
    indexedDB,
    localStorage,
    locks,
    members,
    openings: () => openings,
    stored: () => Object.values(databases).flatMap((records) => [...records.values()]),
  }
}

/** Puts them where a page has them. @param {ReturnType<typeof fakeStorage>} storage @param {{ hasLocks?: boolean, onLine?: boolean }} [how] */
export const usePage = ({ indexedDB, localStorage, locks }, { hasLocks = true, onLine = true } = {}) => {
  for (const [name, value] of Object.entries({
    indexedDB,
    localStorage,
    navigator: { onLine, locks: hasLocks ? locks : undefined },
  }))
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
}
