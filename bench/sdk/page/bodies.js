// @ts-check
// Reads what was sent: how many of the bench's errors arrived, and everything, for the smoke phase.
{
  /** @type {any} */
  const { bench } = globalThis

  /** A body may be text, bytes, a blob or the promise of one, and gzipped. @param {any} body */
  const textOf = async (body) => {
    if (typeof body === 'string') return body
    const bytes = new Uint8Array(await new Response(await body).arrayBuffer())
    const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b
    const plain = new Blob([bytes]).stream()
    return new Response(isGzip ? plain.pipeThrough(new DecompressionStream('gzip')) : plain).text()
  }

  /** All bodies since the last call, as text. @returns {Promise<string[]>} */
  bench.take = () => Promise.all(bench.bodies.splice(0).map(textOf))

  /**
   * Which numbers of `bench.newError` stand in the bodies since the last call. By the exception's value: breadcrumbs
   * name errors too.
   * @param {Set<string>} arrived is added to
   */
  bench.count = async (arrived) => {
    for (const text of await bench.take()) {
      for (const [, number] of text.matchAll(/"value":"bench error (\d+)"/g)) arrived.add(number)
    }
  }
}
