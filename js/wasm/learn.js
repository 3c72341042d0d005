// @ts-check
import { isLeft } from '../leaving.js'
import { late } from '../observe/modules.js'
import { imageOf } from './image.js'
import { hasWasm, withImages } from './images.js'
import { withPanic } from './panic.js'

/**
 * What events learn of the page's own wasm: its modules are images, and a trap has the words of the panic before it.
 * Takes over from `../observe/wasm.js`, which kept what was seen.
 * @param {import('../integrations.js').Integration} integration
 */
export const learn = (integration) => {
  /** @type {NonNullable<Awaited<ReturnType<typeof imageOf>>>[]} */
  const images = []
  /** @type {Set<Promise<void>>} those that are still being read */
  const coming = new Set()

  /** @param {Promise<any>} source */
  const see = (source) => {
    const done = imageOf(source)
      // The page could not read it either.
      .catch(() => {})
      .then((image) => {
        // What is made again is the same: of Safari's frames only a single module can be told.
        if (image && !images.some((it) => it.code_file === image.code_file)) images.push(image)
        coming.delete(done)
      })
    coming.add(done)
  }
  integration.seen.forEach(see)
  integration.seen = { push: see }

  integration.learn = integration.processEvent = (event) => {
    const done = () => {
      try {
        return withImages(withPanic(event), images)
      } catch {
        // An event of the page's own making may hold anything in these places.
        return event
      }
    }
    return coming.size && hasWasm(event) && !isLeft()
      ? Promise.race([Promise.all(coming), late()]).then(done)
      : done()
  }
}
