// @ts-check
import { isPageHidden } from '../../builtins/page_hidden.js'
import { deadline } from '../../observe/instrument/webassembly.js'
import { imageOf } from './image.js'
import { hasWasm, withImages } from './images.js'
import { withPanic } from './panic.js'

/**
 * Adds the page's own wasm to events: its modules as images, and to a trap the message of the panic before it. Takes over
 * from `../observe/wasm_modules.js`, which has collected the modules.
 * @param {import('../../integrations.js').Integration} integration
 */
export const lookup = (integration) => {
  /** @type {NonNullable<Awaited<ReturnType<typeof imageOf>>>[]} */
  const images = []
  /** @type {Set<Promise<void>>} those that are still being read */
  const pending = new Set()

  /** @param {Promise<any>} source */
  const addModule = (source) => {
    const done = imageOf(source)
      // The page failed to read it, too.
      .catch(() => {})
      .then((image) => {
        // A module is often instantiated twice, and Safari's frames fit only a single image.
        if (image && !images.some((it) => it.code_file === image.code_file)) images.push(image)
        pending.delete(done)
      })
    pending.add(done)
  }
  integration.modules.forEach(addModule)
  integration.modules = { push: addModule }

  integration.lookup = integration.processEvent = (event) => {
    const done = () => {
      try {
        return withImages(withPanic(event), images)
      } catch {
        // An event of the page's own making may have any shape.
        return event
      }
    }
    return pending.size && hasWasm(event) && !isPageHidden()
      ? Promise.race([Promise.all(pending), deadline()]).then(done)
      : done()
  }
}
