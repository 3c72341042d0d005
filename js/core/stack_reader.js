// @ts-check
import { timer, warn } from '../builtins/originals.js'

/** Time after which an event goes without frames, in ms, if the core is not there. */
const PATIENCE = 2_000

/**
 * Reads stacks by the wasm core, which is loaded when there is one to read. Where it cannot be had, or has trapped, the server
 * reads their texts with the same parser.
 * @param {() => Promise<import('./core.js').ReadStack>} load rejects, and never throws
 * @param {() => void} onReady called when the core is there, or is not to be had in time
 */
export const stackReader = (load, onReady) => {
  /** @type {import('./core.js').ReadStack | undefined} */
  let core
  /** @type {'not loaded' | 'wasm' | 'fallback'} */
  let kind = 'not loaded'
  /** @type {Promise<void> | undefined} */
  let opened

  /** @param {'wasm' | 'fallback'} next */
  const end = (next) => {
    const isNews = kind === 'not loaded'
    kind = next
    if (isNews) onReady()
  }

  const open = async () => {
    timer(() => core || end('fallback'), PATIENCE)
    try {
      core = await load()
      end('wasm')
    } catch (error) {
      warn(' no wasm core:', error)
      end('fallback')
    }
  }

  return {
    /** Whether stacks are read as far as they can be; else the core is loaded. */
    isReady() {
      opened ??= open()
      return kind !== 'not loaded'
    },
    /** Settled when the core that is being loaded is there, or is not to be had. */
    opened: () => opened,
    /** For the console of a developer. */
    kind: () => kind,
    /** @type {(...args: Parameters<import('./core.js').ReadStack>) => object[] | undefined} undefined without the core, too */
    read(...args) {
      try {
        return core?.(...args)
      } catch {
        // The core has trapped.
        core = undefined
        kind = 'fallback'
      }
    },
  }
}
