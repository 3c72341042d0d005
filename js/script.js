// @ts-check
import { face, start } from './api.js'
import { attempt, timer, warn } from './builtins.js'
import { load } from './core.js'
import { exportsOf } from './corefile.js'
import { chosen } from './integrations.js'
import { map } from './lists.js'
import { check } from './options.js'
import { Scope } from './scope.js'

/** The script tag: options from its data- attributes, and the global `Balefire`. A worker has no tag. */
const tag = /** @type {Partial<HTMLScriptElement>} */ (attempt(() => document.currentScript) ?? {})
const { dataset = {}, crossOrigin = '' } = tag
/** Written into the page itself, run by a tag manager or made of a blob, it has no place: its files lie beside the page. */
const src = tag.src && !/^(blob|data):/.test(tag.src) ? tag.src : location.href
const page = /** @type {any} */ (globalThis)
const { calls = [], events = [], stop } = page.Balefire ?? {}

/**
 * Of another origin, and without CORS: browsers do not tell of a rejection that passed through such a script.
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
      check,
      chosen,
      // Without `URL` there is no place: a rejection, and no exception while the recorder is made.
      // Awaited, and never returned: a returned promise goes through the page's own `then`.
      core: async (fetch, url = beside('balefire_bg.wasm')) =>
        await load(async () => await exportsOf(await fetch(url))),
      wasm: async () => await import(beside('balefire-wasm.min.js')),
    },
  )
attempt(() => {
  page.Balefire = { init, ...face, Scope }
})

if (dataset.dsn) {
  const { src: _, ...options } = dataset
  init(options)
}

// What the inline loader kept until now: calls first, as they may say who is there; then what happened.
map(calls, ([name, args]) => {
  try {
    page.Balefire[name]?.(...args)
  } catch (error) {
    // Of a function of the page's: it is the page's error, and stops none of the other calls.
    timer(() => {
      throw error
    })
  }
})
attempt(() => stop?.())
map(events, ([event, now]) => face.getClient()?.replay(event, now))
