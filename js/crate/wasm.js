// @ts-check
import { clone, watchModules } from '../observe/modules.js'
import { learn } from '../wasm/learn.js'

/**
 * As `../observe/wasm.js`, with all of it at hand from the start: a Rust app has wasm.
 * @type {import('../integrations.js').Integration}
 */
export const wasmIntegration = { name: 'Wasm', seen: [], setup: () => watchModules(see) }
learn(wasmIntegration)

/** Reads a module. @param {any} source */
export const see = (source) => wasmIntegration.seen.push(clone(source))
