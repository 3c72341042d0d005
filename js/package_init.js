// @ts-check
import { publicApi, start } from './api/public_api.js'
import { load } from './core/core.js'
import { exportsOf } from './core/core_file.js'
import { chooseIntegrations } from './integrations.js'
import { lookupModules } from './on_demand/wasm/entry.js'
import { checkOptions } from './options.js'

/**
 * The npm package's `init`, which does nothing outside of a page or a worker.
 * @param {() => Promise<{ instantiateCarried: () => Promise<any> }>} loadCarried
 */
export const initWith = (loadCarried) => (/** @type {Record<string, any>} */ options) => {
  start(options, {
    checkOptions,
    chooseIntegrations,
    loadCore: (fetch, url) =>
      load(async () =>
        url ? await exportsOf(await fetch(url)) : await (await loadCarried()).instantiateCarried(),
      ),
    loadWasmLookup: async () => ({ lookupModules }),
  })
  return publicApi.getClient()
}
