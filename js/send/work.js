// @ts-check
import { add, filter } from '../builtins/lists.js'
import { warn } from '../builtins/originals.js'

/** Work for which `flush` waits. */
export const work = () => {
  /** @type {Promise<unknown>[]} */
  let pending = []
  return {
    /** @param {Promise<unknown> | undefined} work */
    track(work) {
      const done = (async () => {
        try {
          await work
        } catch (error) {
          warn('', error)
        }
        pending = filter(pending, (one) => one !== done)
      })()
      add(pending, done)
    },
    /** Waits for some of the work; whether there was any. */
    async settled() {
      const [first] = pending
      await first
      return Boolean(first)
    },
  }
}
