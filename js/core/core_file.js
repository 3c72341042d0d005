// @ts-check
/**
 * The exports of the core as a file of its own.
 * @param {import('./core.js').Native} native
 * @param {string} url
 * @returns {Promise<any>}
 */
export const exportsOf = async ({ fetch, instantiate, instantiateStreaming }, url) => {
  const response = await fetch(url)
  if (!response.ok) throw new Error(response.url)
  const copy = response.clone()
  try {
    return (await instantiateStreaming(response)).instance.exports
  } catch {
    // Streaming needs the type application/wasm; the bytes need none.
    return (await instantiate(await copy.arrayBuffer())).instance.exports
  }
}
