// @ts-check
// The core as a file of its own.

/** Taken before an integration wraps them: the core is no module of the page. */
const { instantiate: fromBytes, instantiateStreaming: fromResponse } = globalThis.WebAssembly ?? {}

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
