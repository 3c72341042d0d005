// @ts-check
// The npm package in one file, for hosts without `import()`.
import { instantiateCarried } from './core/carried_core.js'
import { initWith } from './package_init.js'

/** Starts the recorder. @param {Record<string, any>} options */
export const init = initWith(async () => ({ instantiateCarried }))

export * from './package_api.js'
