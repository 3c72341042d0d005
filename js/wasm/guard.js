// @ts-check
import { ours } from '../observe/wrap.js'

/**
 * An instance whose exports, when they throw, give Rust its stack back, which a trap does not: the app must export
 * `__stack_pointer`. What they throw is the page's.
 * @param {WebAssembly.Instance} instance
 */
export const guarded = (instance) => {
  const stack = /** @type {WebAssembly.Global | undefined} */ (instance.exports.__stack_pointer)
  if (!stack) return instance
  /** @param {any} act */
  const guard = (act) =>
    ours({
      balefireWrapped(/** @type {any[]} */ ...args) {
        const top = stack.value
        try {
          return act(...args)
        } catch (thrown) {
          stack.value = top
          throw thrown
        }
      },
    })
  const value = Object.fromEntries(
    Object.entries(instance.exports).map(([name, it]) => [name, typeof it === 'function' ? guard(it) : it]),
  )
  // It is an instance still, to whoever asks.
  return Object.create(instance, { exports: { value: Object.freeze(value) } })
}
