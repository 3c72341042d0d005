// @ts-check
import { listen, timer } from '../builtins.js'
import { map } from '../lists.js'
import { all, wrap } from './wrap.js'

/** What makes a module of something; `Instance` is made of a module. */
const NAMES = ['instantiate', 'instantiateStreaming', 'compile', 'compileStreaming', 'Module']

/** Longest that an event waits for what is still to be read, in ms. */
const WAIT = 1000

/** When an event waits no more: it is time, or the page is left. @returns {Promise<any>} */
export const late = () =>
  new Promise((done) => {
    timer(() => done(undefined), WAIT)
    listen('visibilitychange', done, { once: true, capture: true })
  })

/**
 * Shows what the page makes its modules of.
 * @param {(source: any) => void} see
 * @param {(made: any) => any} [after] may give something in the place of what was made
 */
export const watchModules = (see, after) =>
  all(map(NAMES, (name) => wrap(globalThis.WebAssembly, name, ([source]) => see(source), after)))

/**
 * A response is read only once: ours is a clone, made before the browser begins, which takes it a microtask.
 * @param {any} source
 */
export const clone = async (source) => {
  try {
    const made = await source
    return made.clone?.() ?? made
  } catch {}
}
