// @ts-check
import { ours } from '../observe/wrap.js'

/**
 * An instance whose exports tell what they throw, which is all that Safari lets be known of an overflow (its `error`
 * event says `Script error.`), and, where the app exports `__stack_pointer`, give Rust its stack back, which a trap does
 * not. What they throw is the page's.
 * @param {WebAssembly.Instance} instance
 * @param {(thrown: unknown) => void} tell
 */
export const guarded = (instance, tell) => {
  const exports = Object.entries(instance.exports)
  const stack = /** @type {WebAssembly.Global | undefined} */ (instance.exports.__stack_pointer)
  /** @param {any} act */
  const guard = (act) =>
    ours({
      balefireWrapped(/** @type {any[]} */ ...args) {
        const top = stack?.value
        try {
          return act(...args)
        } catch (thrown) {
          if (stack) stack.value = top
          tell(thrown)
          throw thrown
        }
      },
    })
  const value = Object.fromEntries(
    exports.map(([name, it]) => [name, typeof it === 'function' ? guard(it) : it]),
  )
  // It is an instance still, to whoever asks.
  return Object.create(instance, { exports: { value: Object.freeze(value) } })
}
