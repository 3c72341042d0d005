// @ts-check
/**
 * Runs functions of the page over an event, one after the other: each may change it, drop it (null), throw, or return a
 * promise. Without a promise the result is there at once.
 * @param {any} event
 * @param {Function[]} hooks
 * @param {object} hint
 * @param {(event: any) => void} accept
 * @param {(at: number, error?: unknown) => void} drop gets the index of the function that dropped the event or threw
 * @returns {Promise<void> | void}
 */
export const runHooks = (event, hooks, hint, accept, drop, at = 0) => {
  try {
    for (; at < hooks.length; at++) {
      const changed = hooks[at]?.(event, hint)
      if (typeof changed?.then === 'function')
        return afterPromise(
          changed,
          (next) => runHooks(next, hooks, hint, accept, drop, at + 1),
          (error) => drop(at, error),
        )
      if (!changed || typeof changed !== 'object') return drop(at)
      event = changed
    }
  } catch (error) {
    return drop(at, error ?? 'threw')
  }
  accept(event)
}

/**
 * @param {PromiseLike<any>} promise
 * @param {(event: any) => unknown} use
 * @param {(error?: unknown) => void} drop
 */
const afterPromise = async (promise, use, drop) => {
  let changed
  try {
    changed = await promise
  } catch (error) {
    return drop(error ?? 'rejected')
  }
  await (changed ? use(changed) : drop())
}
