// @ts-check
import { attempt } from '../../builtins/originals.js'
import { isPageHidden } from '../../builtins/page_hidden.js'
import { deadline } from '../../observe/instrument/webassembly.js'
import { consequences } from './consequences.js'
import { hasWasm, withImages } from './images.js'
import { loadedFiles } from './loaded_files.js'
import { panics } from './panic.js'
import { readModule } from './read_module.js'
import { addressDeathOfWorker } from './worker_death.js'

/**
 * Adds the page's own wasm to events: its modules as images, and to a trap the message of the panic before it. Takes over
 * from `../observe/wasm_modules.js`, which has collected the modules.
 * @param {import('../../integrations.js').Integration} integration
 */
export const lookup = (integration) => {
  /** @type {import('./read_module.js').Module[]} */
  const modules = []
  const withPanic = panics()
  const isConsequence = consequences()
  /** @type {Set<Promise<void>>} those that are still being read */
  const pending = new Set()

  /** @param {Promise<any>} source */
  const addModule = (source) => {
    const done = readModule(source)
      // The page failed to read it, too.
      .catch(() => {})
      .then((module) => {
        if (module) addOrJoin(modules, module)
        pending.delete(done)
      })
    pending.add(done)
  }
  integration.modules.forEach(addModule)
  integration.modules = { push: addModule }

  integration.lookup = integration.processEvent = (event) => {
    // An event of the page's own making may have any shape.
    const isOfWorker = attempt(() => addressDeathOfWorker(event))
    const done = () => {
      // A worker's panic is in the worker's console.
      attempt(() => withPanic(event, !isOfWorker))
      const areAll = attempt(() => loadedFiles().length <= modules.length) ?? true
      const found = attempt(() => withImages(event, modules, areAll)) ?? event
      // Safari's frames have no address of their module before. Each worker has an app of its own. Many events have no exception.
      return !isOfWorker && attempt(() => isConsequence(found)) ? null : found
    }
    return pending.size && hasWasm(event) && !isPageHidden()
      ? Promise.race([Promise.all(pending), deadline()]).then(done)
      : done()
  }
}

/**
 * Adds a module, unless it is one that is made again: of its bytes, where its host does not say `application/wasm`, or under
 * another address.
 * @param {import('./read_module.js').Module[]} modules
 * @param {import('./read_module.js').Module} module
 */
const addOrJoin = (modules, module) => {
  const same = modules.find(({ image }) => image.debug_id === module.image.debug_id)
  if (!same) return modules.push(module)
  if (!same.urls.length) same.image = module.image
  same.urls.push(...module.urls)
  same.isOfBytes ||= module.isOfBytes
}
