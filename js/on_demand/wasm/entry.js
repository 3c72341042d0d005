// @ts-check
import { guardExports } from './guard.js'
import { lookup } from './lookup.js'

/** Handles the page's own wasm from now on, instead of `../observe/wasm_modules.js`. @param {import('../../integrations.js').Integration} integration */
export const lookupModules = (integration) => {
  lookup(integration)
  /** The result of `instantiate`: an instance, or a pair of module and instance. @param {any} made */
  integration.guard = (made) =>
    made instanceof WebAssembly.Instance
      ? guardExports(made)
      : made.instance && { module: made.module, instance: guardExports(made.instance) }
}
