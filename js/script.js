// @ts-check
import { publicApi, start } from './api/public_api.js'
import { map } from './builtins/lists.js'
import { attempt, timer, warn } from './builtins/originals.js'
import { load } from './core/core.js'
import { exportsOf } from './core/core_file.js'
import { chooseIntegrations } from './integrations.js'
import { checkOptions } from './options.js'
import { Scope } from './scope/scope.js'

/** The script tag: options from its data- attributes, and the global `Balefire`. A worker has no tag. */
const tag = /** @type {Partial<HTMLScriptElement>} */ (attempt(() => document.currentScript) ?? {})
const { dataset = {}, crossOrigin = '' } = tag
/** An inline script, or one of a blob, has no address of its own: its files lie beside the page. */
const src = tag.src && !/^(blob|data):/.test(tag.src) ? tag.src : location.href
const page = /** @type {any} */ (globalThis)
const { calls = [], events = [], stop } = page.Balefire ?? {}

/**
 * A script of another origin without CORS: browsers hide rejections that passed through it.
 * https://html.spec.whatwg.org/multipage/webappapis.html#muted-errors
 */
const isMuted = crossOrigin === null && attempt(() => new URL(src).origin !== location.origin)

if (isMuted) warn(' script without crossorigin')

const beside = (/** @type {string} */ file) => String(new URL(file, src))

/** @param {Record<string, any>} options */
const init = (options) =>
  start(
    { ...options, isMuted },
    {
      checkOptions,
      chooseIntegrations,
      // A missing `URL` rejects here, instead of throwing while the recorder is made.
      // Awaited, and never returned: a returned promise goes through the page's own `then`.
      loadCore: async (fetch, url = beside('balefire_bg.wasm')) =>
        await load(async () => await exportsOf(await fetch(url))),
      loadWasmLookup: async () => await import(beside('balefire-wasm.min.js')),
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
