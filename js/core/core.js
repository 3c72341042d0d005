// @ts-check
// The wasm core, which reads stacks. A page loads it with the first stack of which it needs the frames.
import { carriedExports } from './carried_core.js'
import { exportsOf } from './core_file.js'
import { framesIn } from './frames.js'

/** Stands between the two texts of a call; src/fields.rs has the same. */
const SEPARATOR = '\x1f'

/**
 * The functions of the browser that compile modules, before an integration has wrapped them: the core is no module of the page.
 * @typedef {{ instantiate: typeof WebAssembly.instantiate, instantiateStreaming: typeof WebAssembly.instantiateStreaming, fetch: typeof fetch }} Native
 *
 * The frames of a stack in the shape of the wire, oldest first; undefined if there are none. `pop` counts the newest frames, which
 * belong to a helper that made the error.
 * @typedef {(stack: string, panicLocation: string, pop: number) => object[] | undefined} ReadStack
 */

/** @type {Promise<any> | undefined} one for the page, however often it calls `init` */
let loaded

/**
 * The core. Rejects where the page's Content-Security-Policy forbids wasm, or the file cannot be loaded.
 * @param {Native} native
 * @param {string} [url] of the module, for who wants it as a file of its own
 */
export const openCore = async (native, url) => {
  loaded ??= url ? exportsOf(native, url) : carriedExports(native)
  try {
    return reader(await loaded)
  } catch (error) {
    loaded = undefined
    throw error
  }
}

/**
 * Calls the one function that the core exports, in a third of the size of wasm-bindgen's own glue: texts go in and out
 * as UTF-8, in memory that the core allocates and we free.
 * @param {any} exports
 * @returns {ReadStack}
 */
const reader = ({ memory, read_stack, __wbindgen_malloc: malloc, __wbindgen_free: free }) => {
  const encoder = new TextEncoder()
  const decoder = new TextDecoder()
  return (stack, panicLocation, pop) => {
    const bytes = encoder.encode(panicLocation + SEPARATOR + stack.split(SEPARATOR).join(' '))
    const at = malloc(bytes.length, 1)
    new Uint8Array(memory.buffer).set(bytes, at)
    const [from, length] = read_stack(at, bytes.length, pop)
    const answer = decoder.decode(new Uint8Array(memory.buffer, from, length))
    free(from, length, 1)
    return framesIn(answer)
  }
}
