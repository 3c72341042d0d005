// @ts-check
/** What can be asked of the core, by the numbers that src/js.rs knows. */
export const INIT = 0
export const WANTS = 1
export const FRAMES = 2
export const KEEP = 3
export const LOST = 4
export const ANSWERED = 5
export const TAKE = 6
export const LOSSES = 7

/** Why something was lost, by the numbers that src/client_report.rs knows; their names are Sentry's. */
export const EVENT_PROCESSOR = 0
export const BEFORE_SEND = 1
export const CALLBACK_ERROR = 2
export const QUEUE_OVERFLOW = 3

/** The browser's own, before the page's modules are watched: the core is none of them. */
const { instantiate: fromBytes, instantiateStreaming: fromResponse } = globalThis.WebAssembly ?? {}

/** @typedef {(op: number, text: string, now: number, number: number) => string} Call */

/** @type {Promise<Call> | undefined} one for the page, however often it starts us */
let loaded

/**
 * Brings the core. Rejects where the page's Content-Security-Policy forbids wasm, or the file cannot be had.
 * @param {() => Promise<Response>} ask
 */
export const load = async (ask) => {
  loaded ??= instantiate(ask)
  try {
    return await loaded
  } catch (error) {
    loaded = undefined
    throw error
  }
}

/** @param {Parameters<typeof load>[0]} ask @returns {Promise<Call>} */
const instantiate = async (ask) => {
  const response = await ask()
  if (!response.ok) throw new Error(response.url)
  const copy = response.clone()
  return door(await exportsOf(response, copy))
}

/** @param {Response} response @param {Response} copy @returns {Promise<any>} */
const exportsOf = async (response, copy) => {
  try {
    return (await fromResponse(response)).instance.exports
  } catch {
    // Served as another type than application/wasm: take the bytes.
    return (await fromBytes(await copy.arrayBuffer())).instance.exports
  }
}

/**
 * What wasm-bindgen's own glue does for a function of a text and numbers that gives a text, in a third of its size: texts
 * go in and out as UTF-8, in memory that the core allocates and we free.
 * @param {any} exports
 * @returns {Call}
 */
const door = ({ memory, call, __wbindgen_malloc: malloc, __wbindgen_free: free }) => {
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
