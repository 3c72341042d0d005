// @ts-check
// The npm package in one file, for hosts without `import()`.
import * as wasmLookup from './on_demand/wasm/entry.js'
import { initWith } from './package_init.js'
import * as reporter from './report/stage2.js'

/** Starts the recorder. */
export const init = initWith({
  loadReporter: async () => reporter,
  loadWasmLookup: async () => wasmLookup,
})

export * from './package_api.js'
export * from './package_optional.js'
export * from './package_tracing.js'
