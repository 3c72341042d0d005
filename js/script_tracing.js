// @ts-check
// The script tag with tracing: stage 1 and stage 1b in one file, in the place of `balefire.min.js`.
import './script_tracing_api.js'
import './script.js'
import { publicApi } from './api/public_api.js'
import { browserTracingIntegration } from './package_tracing.js'

const page = /** @type {any} */ (globalThis).Balefire

/** The page may have chosen the integration itself, with options. */
const addTracing = () => {
  const client = publicApi.getClient()
  if (client && !client.getIntegrationByName('BrowserTracing'))
    client.addIntegration(browserTracingIntegration())
}

if (page?.init) {
  const { init } = page
  page.init = (/** @type {Record<string, any>} */ options) => {
    init(options)
    addTracing()
  }
  addTracing()
}
