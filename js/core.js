// @ts-check
import { __wbg_set_wasm, __wbindgen_init_externref_table, call } from '../target/core/balefire_bg.js'

/** What can be asked of the core, by the numbers that src/js.rs knows. */
export const INIT = 0
export const WANTS = 1
export const FRAMES = 2
export const KEEP = 3
export const LOST = 4
export const ANSWERED = 5
export const TAKE = 6
export const LOSSES = 7
export const SESSION = 8

/** @typedef {(op: number, text: string, now: number, number: number) => string} Call */

/** @type {Promise<Call> | undefined} one for the page, however often it starts us */
let loaded

/**
 * Brings the core. Rejects where the page's Content-Security-Policy forbids wasm, or the file cannot be had.
 * @param {string | URL} url
 * @param {typeof fetch} fetch
 */
export function load(url, fetch) {
  loaded ??= instantiate(url, fetch).catch((error) => {
    loaded = undefined
    throw error
  })
  return loaded
}

/** @param {string | URL} url @param {typeof fetch} fetch @returns {Promise<Call>} */
async function instantiate(url, fetch) {
  // Named one by one, so that the bundler need not make an object of the whole module.
  const imports = { './balefire_bg.js': { __wbindgen_init_externref_table } }
  const response = await fetch(url)
  const copy = response.clone()
  const { instance } = await WebAssembly.instantiateStreaming(response, imports).catch(
    // Served as another type than application/wasm: take the bytes.
    async () => WebAssembly.instantiate(await copy.arrayBuffer(), imports),
  )
  __wbg_set_wasm(instance.exports)
  instance.exports.__wbindgen_start()
  return call
}
