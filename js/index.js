// @ts-check
// The npm package. The core is loaded by `import()` when `init` is called.
import { initWith } from './package_init.js'

/** Starts the recorder. @param {Record<string, any>} options */
export const init = initWith(() => import('./core/carried_core.js'))

export * from './package_api.js'
