// @ts-check
// A worker that counts the envelopes of a batch, as our own server would: unpacking it in the page would be timed.
{
  const NEWLINE = 0x0a

  /** @param {any} body text, bytes or a blob; gzipped or not */
  const bytesOf = async (body) => {
    const bytes = new Uint8Array(await new Response(body).arrayBuffer())
    if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes
    const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))
    return new Uint8Array(await new Response(plain).arrayBuffer())
  }

  /** Undefined where the body is one envelope. @param {any} body @returns {Promise<number | undefined>} */
  const count = async (body) => {
    const bytes = await bytesOf(body)
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(0, bytes.indexOf(NEWLINE))))
    return header.batch === 1 ? header.envelopes.length : undefined
  }

  globalThis.onmessage = async ({ data: { id, body } }) => {
    globalThis.postMessage({ id, count: await count(body).catch(() => undefined) })
  }
}
