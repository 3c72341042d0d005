// @ts-check
import { writeBriefly } from '../builtins/brief_json.js'
import { attempt } from '../builtins/originals.js'
import { isPageHidden } from '../builtins/page_hidden.js'
import { clone, deadline, onModule } from './instrument/webassembly.js'

/** @type {Promise<void>} */
let loaded

/** Loads the lookup, which then takes over. A policy of the page may forbid it. @param {import('../recorder/recorder.js').Bundle} bundle */
const load = async (bundle) => {
  const loading = async () => (await bundle.loadWasmLookup?.())?.lookupModules(integration)
  try {
    await Promise.race([loading(), deadline()])
  } catch {
    // Nothing will read them.
    integration.modules = { push() {} }
  }
}

/** @param {any} event */
const withLookup = async (event) => {
  await loaded
  return integration.lookup ? integration.lookup(event) : event
}

/**
 * The page's own WebAssembly: its modules become images of events, by which the server finds source lines, and a trap
 * gets the message of the panic before it. The first module loads the code for that (`../on_demand/wasm/entry.js`). There is one
 * integration for all calls of `init`, as modules stay loaded.
 * @type {import('../integrations.js').Integration}
 */
const integration = {
  name: 'Wasm',
  /** Bytes of modules, and responses with them. @type {Promise<any>[]} */
  modules: [],
  setup({ bundle, options }) {
    /** @param {any} source */
    const addModule = (source) => {
      integration.modules.push(clone(source))
      if (loaded) return
      loaded = load(bundle)
      // Only events with wasm frames need the lookup; that of a worker's death has the address of its module.
      integration.processEvent = (event) =>
        !isPageHidden() &&
        /instruction_addr|raw_function|\.wasm/.test(attempt(() => writeBriefly(event.exception)) ?? '')
          ? withLookup(event)
          : event
    }
    integration.addModule = addModule
    // The page gets a promise that follows its own, so a rejection that it ignores stays unhandled.
    return onModule(addModule, (made) =>
      options.wasmGuard && made.then
        ? made.then((/** @type {any} */ it) => loaded.then(() => integration.guard?.(it) ?? it))
        : made,
    )
  },
}

export const wasmIntegration = () => integration
