// @ts-check
import { now as clock, warn } from '../builtins/originals.js'
import { fallback } from './fallback.js'

/** @typedef {(operation: number, text?: string, now?: number, number?: number) => string} Run */

/**
 * The core of one recorder: the wasm core, or its fallback where that cannot be loaded or has trapped. Before one of them
 * is ready, every call returns an empty text.
 * @param {() => Promise<import('./core.js').Call>} load rejects, and never throws
 * @param {() => void} onUse called when one of them takes over, to initialize it
 * @param {() => void} onReady called after the wasm core or the fallback has taken over
 */
export const connect = (load, onUse, onReady) => {
  const fallbackCore = fallback()
  /** @type {import('./core.js').Call | undefined} */
  let call

  /** @param {import('./core.js').Call} core */
  const use = (core) => {
    call = core
    onUse()
  }

  /** @type {Run} */
  const run = (operation, text = '', now = clock(), number = 0) => {
    try {
      return call?.(operation, text, now, number) ?? ''
    } catch {
      if (call === fallbackCore) return ''
      // The core has trapped.
      use(fallbackCore)
      return run(operation, text, now, number)
    }
  }

  /** @param {import('./core.js').Call} core */
  const begin = (core) => {
    use(core)
    onReady()
  }

  const open = async () => {
    /** @type {import('./core.js').Call} */
    let core = fallbackCore
    try {
      core = await load()
    } catch (error) {
      warn(' no wasm core:', error)
    }
    begin(core)
  }

  return {
    run,
    /** Settled when the core is loaded or has failed to load. */
    opened: open(),
    isReady: () => Boolean(call),
    /** For the console of a developer. */
    kind: () => (!call ? 'not loaded' : call === fallbackCore ? 'fallback' : 'wasm'),
    /** Goes on with the fallback, if the core is not there yet. */
    useFallback() {
      if (!call) begin(fallbackCore)
    },
  }
}
