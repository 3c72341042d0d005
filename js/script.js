// @ts-check
import { publicApi, start } from './api/public_api.js'
import { map } from './builtins/lists.js'
import { attempt, timer } from './builtins/originals.js'
import { chooseIntegrations } from './integrations.js'
import { lateReporter } from './last_resort/late_reporter.js'
import { Scope } from './scope/scope.js'
import { beside, crossOrigin, dataset, src } from './script_files.js'
import { importWhileLoading } from './script_import.js'
import { shared } from './shared.js'

const page = /** @type {any} */ (globalThis)
const { calls = [], events = [], stop } = page.Balefire ?? {}

/**
 * A script of another origin without CORS: browsers hide rejections that passed through it.
 * https://html.spec.whatwg.org/multipage/webappapis.html#muted-errors
 */
const isMuted = crossOrigin === null && attempt(() => new URL(src).origin !== location.origin)

/** @type {import('./recorder/recorder.js').ReporterModule | undefined} */
let stage2

/** @param {Record<string, any>} options */
const init = (options) =>
  start(
    { ...options, isMuted },
    {
      chooseIntegrations,
      makeStage2: lateReporter,
      // A missing `URL` rejects here. Awaited, and never returned: a returned promise goes through the page's own `then`.
      loadReporter: async (failures, wasm) => {
        const { default: open } = await importWhileLoading(beside(REPORT_FILE, failures, wasm))
        // Once for the page: it has state.
        stage2 ??= open(shared)
        return stage2
      },
      loadWasmLookup: async () => await importWhileLoading(beside(WASM_FILE)),
    },
  )
attempt(() => {
  page.Balefire = { init, ...publicApi, Scope }
})

if (dataset.dsn) {
  const { src: _, ...options } = dataset
  init(options)
}

// The buffer of the inline loader: calls first, as they may set the user, then events.
map(calls, ([name, args]) => {
  try {
    page.Balefire[name]?.(...args)
  } catch (error) {
    // The page's function threw: the page gets the error, and the other calls go on.
    timer(() => {
      throw error
    })
  }
})
attempt(() => stop?.())
map(events, ([event, now]) => publicApi.getClient()?.replay?.(event, now))
