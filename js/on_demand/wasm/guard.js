// @ts-check
import { hiddenFrame } from '../../observe/instrument/wrap.js'

/**
 * An instance whose exports reset Rust's stack pointer when they throw: after a trap it would stay where it was. The app
 * must export `__stack_pointer`. The page gets the exception.
 * @param {WebAssembly.Instance} instance
 */
export const guardExports = (instance) => {
  const stack = /** @type {WebAssembly.Global | undefined} */ (instance.exports.__stack_pointer)
  if (!stack) return instance
  /** @param {any} act */
  const guard = (act) =>
    hiddenFrame({
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
  // `instanceof WebAssembly.Instance` stays true.
  return Object.create(instance, { exports: { value: Object.freeze(value) } })
}
