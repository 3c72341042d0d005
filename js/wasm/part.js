// @ts-check
import { guarded } from './guard.js'
import { learn } from './learn.js'

/** All that is done for the page's own wasm, in the place of `../observe/wasm.js`. @param {import('../integrations.js').Integration} integration */
export const watch = (integration) => {
  learn(integration)
  /** What `instantiate` gives of bytes or of a response, or of a module. @param {any} made */
  integration.guard = (made) =>
    made instanceof WebAssembly.Instance
      ? guarded(made)
      : made.instance && { module: made.module, instance: guarded(made.instance) }
}
