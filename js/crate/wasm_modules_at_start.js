// @ts-check
import { clone, onModule } from '../observe/instrument/webassembly.js'
import { lookup } from '../on_demand/wasm/lookup.js'

/**
 * As `../observe/wasm_modules.js`, but with the lookup in the same bundle: a Rust app has wasm.
 * @type {import('../integrations.js').Integration}
 */
export const wasmIntegration = { name: 'Wasm', modules: [], addModule, setup: () => onModule(addModule) }
lookup(wasmIntegration)

/** Reads a module. @param {any} source */
export function addModule(source) {
  wasmIntegration.modules.push(clone(source))
}
