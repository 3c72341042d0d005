// @ts-check
import { timer } from '../builtins/originals.js'

/** A smaller body is sent as it is, in bytes. */
const SMALLEST = 1_000

/** Longest time for compressing a body, in ms. */
const TIMEOUT = 1_000

/** Not by the stream of a `Blob`: Chromium's makes the page wait for another process. @param {Uint8Array} bytes */
const gzip = async (bytes) => {
  const { readable, writable } = new CompressionStream('gzip')
  const writer = writable.getWriter()
  // All of them are awaited together, as a stream that breaks rejects each.
  const [packed] = await Promise.all([
    new Response(readable).arrayBuffer(),
    writer.write(/** @type {any} */ (bytes)),
    writer.close(),
  ])
  return new Uint8Array(packed)
}

/**
 * The bytes, compressed by gzip; as they are if they are few, or if the browser cannot compress or is slow.
 * @param {Uint8Array} body
 * @returns {Promise<Uint8Array>}
 */
export const compressed = (body) =>
  new Promise((done) => {
    const giveUp = () => done(body)
    if (body.length < SMALLEST) return giveUp()
    timer(giveUp, TIMEOUT)
    ;(async () => {
      try {
        const packed = await gzip(body)
        // A page may have replaced a part of this by something that does not compress.
        done(packed[0] === 0x1f && packed[1] === 0x8b ? packed : body)
      } catch {
        giveUp()
      }
    })()
  })
