// @ts-check
import * as api from './api.js'
import { replay } from './observe/errors.js'

/** The script tag: options from its data- attributes, and the global `Balefire`. */
const tag = /** @type {HTMLScriptElement} */ (document.currentScript)
const early = /** @type {any} */ (globalThis).Balefire
const { start, ...face } = api
/** @param {Record<string, any>} options */
const init = (options) => start(options, new URL('balefire_bg.wasm', tag.src))

Object.assign(globalThis, { Balefire: { init, ...face } })

const { src: _, ...options } = tag.dataset
if (options.dsn) init(options)

// What the inline loader kept until now: calls first, as they may say who is there; then what happened.
for (const [name, args] of early?.calls ?? []) /** @type {any} */ (globalThis).Balefire[name]?.(...args)
early?.stop?.()
for (const [event, now] of early?.events ?? []) replay(event, now)
