// @ts-check
// Reads what was sent: how many of the bench's errors arrived, how large it was, and everything, for the smoke phase.
{
  /** @type {any} */
  const { bench } = globalThis

  /** A body may be text, bytes, a blob or the promise of one. @param {any} body */
  const bytesOf = async (body) => new Uint8Array(await new Response(await body).arrayBuffer())

  /** @param {Uint8Array<ArrayBuffer>} bytes gzipped or not */
  const textOf = (bytes) => {
    const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b
    const plain = new Blob([bytes]).stream()
    return new Response(isGzip ? plain.pipeThrough(new DecompressionStream('gzip')) : plain).text()
  }

  /** All bodies since the last call, as text. @returns {Promise<string[]>} */
  bench.take = () =>
    Promise.all(bench.bodies.splice(0).map(async (/** @type {any} */ body) => textOf(await bytesOf(body))))

  /**
   * Reads the bodies since the last call: which numbers of `bench.newError` stand in them, and their bytes as they
   * were sent. By the exception's value: breadcrumbs name errors too.
   */
  bench.count = async () => {
    for (const body of bench.bodies.splice(0)) {
      const bytes = await bytesOf(body)
      bench.bytes += bytes.length
      for (const [, number] of (await textOf(bytes)).matchAll(bench.value)) bench.arrived.add(number)
    }
    return { requests: bench.requests, bytes: bench.bytes, arrived: bench.arrived.size }
  }
  bench.bytes = 0
  bench.arrived = new Set()
}
