// @ts-check
// The core as a file of its own.
import { instantiate as fromBytes, instantiateStreaming as fromResponse } from '../builtins/originals.js'

/** The exports of the module in a response. @param {Response} response @returns {Promise<any>} */
export const exportsOf = async (response) => {
  if (!response.ok) throw new Error(response.url)
  const copy = response.clone()
  try {
    return (await fromResponse(response)).instance.exports
  } catch {
    // Streaming needs the type application/wasm; the bytes need none.
    return (await fromBytes(await copy.arrayBuffer())).instance.exports
  }
}
