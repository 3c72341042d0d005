// @ts-check
import { face, start } from './api.js'
import { replay } from './observe/errors.js'
import { Scope } from './scope.js'

/** The script tag: options from its data- attributes, and the global `Balefire`. A worker has no tag. */
const tag = /** @type {Partial<HTMLScriptElement>} */ (globalThis.document?.currentScript ?? {})
const { src = location.href, dataset = {}, crossOrigin = '' } = tag
const page = /** @type {any} */ (globalThis)
const { calls = [], events = [], stop } = page.Balefire ?? {}

/**
 * Of another origin, and without CORS: browsers do not tell of a rejection that passed through such a script.
 * https://html.spec.whatwg.org/multipage/webappapis.html#muted-errors
 */
const isMuted = crossOrigin === null && new URL(src).origin !== location.origin

if (isMuted) console.warn('balefire: script without crossorigin')

/** @param {Record<string, any>} options */
const init = (options) =>
  start(
    { ...options, isMuted },
    {
      core: (fetch, url = new URL('balefire_bg.wasm', src)) => fetch(url),
      wasm: () => import(String(new URL('balefire-wasm.min.js', src))),
    },
  )
page.Balefire = { init, ...face, Scope }

if (dataset.dsn) {
  const { src: _, ...options } = dataset
  init(options)
}

// What the inline loader kept until now: calls first, as they may say who is there; then what happened.
for (const [name, args] of calls) page.Balefire[name]?.(...args)
stop?.()
for (const [event, now] of events) replay(event, now)
