// @ts-check

import { map } from '../../builtins/lists.js'
import { listen, timer } from '../../builtins/originals.js'
import { all, wrap } from './wrap.js'

/** The functions that compile modules; an `Instance` is made of a module. */
const NAMES = ['instantiate', 'instantiateStreaming', 'compile', 'compileStreaming', 'Module']

/** Longest time that an event waits for modules that are still being read, in ms. */
const WAIT = 1000

/** Resolves when an event must not wait longer: after a time, or when the page is hidden. @returns {Promise<any>} */
export const deadline = () =>
  new Promise((done) => {
    timer(() => done(undefined), WAIT)
    listen('visibilitychange', done, { once: true, capture: true })
  })

/**
 * Notifies of each source that the page compiles.
 * @param {(source: any) => void} onSource
 * @param {(made: any) => any} [after] may replace the result
 */
export const onModule = (onSource, after) =>
  all(map(NAMES, (name) => wrap(globalThis.WebAssembly, name, ([source]) => onSource(source), after)))

/**
 * A response can be read only once, so we read a clone. The browser begins to read after a microtask.
 * @param {any} source
 */
export const clone = async (source) => {
  try {
    const made = await source
    return made.clone?.() ?? made
  } catch {}
}
