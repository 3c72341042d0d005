// @ts-check
/**
 * Hands an event through functions of the page, one after the other: each may change it, drop it (null), throw, or
 * take its time (a promise). Without a promise it is done at once.
 * @param {any} event
 * @param {Function[]} hooks
 * @param {object} hint
 * @param {(event: any) => void} keep
 * @param {(at: number, error?: unknown) => void} drop told which of the functions did not want it, or threw
 * @returns {Promise<void> | void}
 */
export const through = (event, hooks, hint, keep, drop, at = 0) => {
  try {
    for (; at < hooks.length; at++) {
      const changed = hooks[at]?.(event, hint)
      if (typeof changed?.then === 'function')
        return goOn(
          changed,
          (next) => through(next, hooks, hint, keep, drop, at + 1),
          (error) => drop(at, error),
        )
      if (!changed || typeof changed !== 'object') return drop(at)
      event = changed
    }
  } catch (error) {
    return drop(at, error ?? 'thrown')
  }
  keep(event)
}

/**
 * @param {PromiseLike<any>} promise
 * @param {(event: any) => unknown} use
 * @param {(error?: unknown) => void} drop
 */
const goOn = async (promise, use, drop) => {
  let changed
  try {
    changed = await promise
  } catch (error) {
    return drop(error ?? 'rejected')
  }
  await (changed ? use(changed) : drop())
}
