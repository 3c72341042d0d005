// @ts-check
import { timer } from '../builtins/originals.js'

/** A smaller body is sent as it is, in bytes. */
const SMALLEST = 1_000

/** Longest time for compressing a body, in ms. */
const TIMEOUT = 1_000

/** @param {Uint8Array} bytes */
const gzip = async (bytes) => {
  const stream = new Blob([/** @type {any} */ (bytes)]).stream().pipeThrough(new CompressionStream('gzip'))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}

/**
 * The bytes, compressed by gzip off the main thread; as they are if they are few, if the browser cannot compress or is slow,
 * and once the page is left.
 * @param {Uint8Array} bytes
 * @param {(hurry: () => void) => void} onHurry gets a function that ends the wait
 * @returns {Promise<Uint8Array>}
 */
export const compressed = (bytes, onHurry) =>
  new Promise((done) => {
    const hurry = () => done(bytes)
    if (bytes.length < SMALLEST) return hurry()
    onHurry(hurry)
    timer(hurry, TIMEOUT)
    ;(async () => {
      try {
        const packed = await gzip(bytes)
        // A page may have replaced a part of this by something that does not compress.
        done(packed[0] === 0x1f && packed[1] === 0x8b ? packed : bytes)
      } catch {
        hurry()
      }
    })()
  })
