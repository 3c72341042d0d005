// @ts-check

import { add, filter, map, some } from '../builtins/lists.js'
import { attempt } from '../builtins/originals.js'

/**
 * The listeners of `client.on`, by the names of Sentry's client hooks.
 * @param {(hook: Function) => Function} withoutRecursion
 */
export const clientHooks = (withoutRecursion) => {
  /** @type {[name: string, listener: Function][]} */
  let listeners = []
  return {
    /** @param {string} name @param {Function} listener @returns {() => void} removes it */
    on(name, listener) {
      /** @type {[string, Function]} */
      const entry = [name, listener]
      add(listeners, entry)
      return () => {
        listeners = filter(listeners, (one) => one !== entry)
      }
    },
    /** @param {string} name */
    hasListener: (name) => some(listeners, ([of]) => of === name),
    /** @param {string} name @param {...any} args */
    emit: (name, ...args) =>
      void map(
        listeners,
        ([of, listener]) => of === name && attempt(() => withoutRecursion(listener)(...args)),
      ),
  }
}
