// @ts-check
// The npm package as the global `Balefire`, for `importScripts`.
import * as balefire from './all.js'

Object.assign(globalThis, { Balefire: { ...balefire } })
