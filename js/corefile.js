// @ts-check
// The core as a file of its own.

/** The browser's own, before the page's modules are watched: the core is none of them. */
const { instantiate: fromBytes, instantiateStreaming: fromResponse } = globalThis.WebAssembly ?? {}

/** What the module in an answer exports. @param {Response} response @returns {Promise<any>} */
export const exportsOf = async (response) => {
  if (!response.ok) throw new Error(response.url)
  const copy = response.clone()
  try {
    return (await fromResponse(response)).instance.exports
  } catch {
    // Served as another type than application/wasm: take the bytes.
    return (await fromBytes(await copy.arrayBuffer())).instance.exports
  }
}
