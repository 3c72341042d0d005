// @ts-check
// The npm package, whose bundlers make files of their own of what is imported by `import()`.
import { initWith } from './package_init.js'

/** Starts the recorder. */
export const init = initWith({
  loadReporter: () => import('./report/stage2.js'),
  loadWasmLookup: () => import('./on_demand/wasm/entry.js'),
})

export * from './package_api.js'
export * from './package_optional.js'
export * from './package_tracing.js'
