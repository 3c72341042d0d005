// @ts-check
/** The operations of the core, by the numbers in src/js.rs. */
export const INIT = 0
export const IS_WANTED = 1
export const READ_FRAMES = 2
export const ENQUEUE = 3
export const COUNT_LOSS = 4
export const NOTE_RESPONSE = 5
export const DEQUEUE = 6
export const TAKE_LOSSES = 7

/** Reasons of a loss, by the numbers in src/client_report.rs; their names are Sentry's. */
export const EVENT_PROCESSOR = 0
export const BEFORE_SEND = 1
export const CALLBACK_ERROR = 2
export const QUEUE_OVERFLOW = 3

/** @typedef {(op: number, text: string, now: number, number: number) => string} Call */

/** @type {Promise<any> | undefined} one for the page, however often it calls `init` */
let loaded

/**
 * The core. Rejects where the page's Content-Security-Policy forbids wasm, or the file cannot be had.
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
  return (op, text, now, number) => {
    const bytes = encoder.encode(text)
    const at = malloc(bytes.length, 1)
    new Uint8Array(memory.buffer).set(bytes, at)
    const [from, length] = call(op, at, bytes.length, now, number)
    const answer = decoder.decode(new Uint8Array(memory.buffer, from, length))
    free(from, length, 1)
    return answer
  }
}
