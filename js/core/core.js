// @ts-check
/**
 * A call of the core, or of its fallback: one operation (./operations.js) with a text, the time in ms and a number.
 * @typedef {(operation: number, text: string, now: number, number: number) => string} Call
 */

/** @type {Promise<any> | undefined} one for the page, however often it calls `init` */
let loaded

/**
 * The core. Rejects where the page's Content-Security-Policy forbids wasm, or the file cannot be loaded.
 * @param {() => Promise<any>} getExports the exports of its module
 */
export const load = async (getExports) => {
  loaded ??= getExports()
  try {
    return coreCall(await loaded)
  } catch (error) {
    loaded = undefined
    throw error
  }
}

/**
 * Calls the one function that the core exports, in a third of the size of wasm-bindgen's own glue: texts go in and out
 * as UTF-8, in memory that the core allocates and we free.
 * @param {any} exports
 * @returns {Call}
 */
const coreCall = ({ memory, call, __wbindgen_malloc: malloc, __wbindgen_free: free }) => {
  const encoder = new TextEncoder()
  const decoder = new TextDecoder()
  return (operation, text, now, number) => {
    let size = text.length
    let at = malloc(size, 1)
    const bytes = new Uint8Array(memory.buffer, at)
    let place = 0
    // Nearly all texts are ASCII, and an encoder makes a memory of its own for each.
    while (place < size) {
      const code = text.charCodeAt(place)
      if (code > 127) break
      bytes[place++] = code
    }
    if (place < size) {
      free(at, size, 1)
      const encoded = encoder.encode(text)
      size = encoded.length
      at = malloc(size, 1)
      new Uint8Array(memory.buffer).set(encoded, at)
    }
    const [from, length] = call(operation, at, size, now, number)
    const answer = decoder.decode(new Uint8Array(memory.buffer, from, length))
    free(from, length, 1)
    return answer
  }
}
