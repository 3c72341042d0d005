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
 * The bytes, compressed by gzip off the main thread; as they are if they are few, if the browser cannot compress or is slow,
 * and once the page is left.
 * @param {Uint8Array} body
 * @param {(hurry: () => void) => void} onHurry gets a function that ends the wait
 * @returns {Promise<Uint8Array>}
 */
export const compressed = (body, onHurry) => waitFor({ body }, onHurry)

/**
 * The timer outlives this, and must not keep the body alive: so it is in an object, out of which it is taken at the end.
 * @param {{ body: Uint8Array | undefined }} held
 * @param {(hurry: () => void) => void} onHurry
 * @returns {Promise<Uint8Array>}
 */
const waitFor = (held, onHurry) =>
  new Promise((done) => {
    const end = (/** @type {Uint8Array | undefined} */ result) => {
      held.body = undefined
      if (result) done(result)
    }
    const hurry = () => end(held.body)
    if (!held.body || held.body.length < SMALLEST) return hurry()
    onHurry(hurry)
    timer(hurry, TIMEOUT)
    ;(async () => {
      try {
        const packed = await gzip(/** @type {Uint8Array} */ (held.body))
        // A page may have replaced a part of this by something that does not compress.
        end(packed[0] === 0x1f && packed[1] === 0x8b ? packed : held.body)
      } catch {
        hurry()
      }
    })()
  })
