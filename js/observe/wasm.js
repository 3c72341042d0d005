// @ts-check
import { listen, timer } from '../builtins.js'
import { write } from '../json.js'
import { isLeft } from '../leaving.js'
import { map } from '../lists.js'
import { all, wrap } from './wrap.js'

/** What makes a module of something; `Instance` is made of a module. */
const NAMES = ['instantiate', 'instantiateStreaming', 'compile', 'compileStreaming', 'Module']

/** Longest that an event waits for the part to come, in ms. */
const WAIT = 1000

/** @type {Promise<void>} */
let coming

/** When an event waits no more: it is time, or the page is left. @returns {Promise<any>} */
export const late = () =>
  new Promise((done) => {
    timer(() => done(undefined), WAIT)
    listen('visibilitychange', done, { once: true, capture: true })
  })

/** @param {any} source */
const clone = async (source) => {
  try {
    const made = await source
    return made.clone?.() ?? made
  } catch {}
}

/** Then the part does this in our place. A policy of the page's may forbid it. @param {import('../recorder.js').Parts} parts */
const load = async (parts) => {
  const loading = async () => (await parts.wasm()).watch(integration)
  try {
    await Promise.race([loading(), late()])
  } catch {
    // Nobody will read them.
    integration.seen = { push() {} }
  }
}

/** @param {any} event */
const learned = async (event) => {
  await coming
  return integration.learn?.(event) ?? event
}

/**
 * The page's own WebAssembly: its modules become images of events, by which the server finds source lines, and a trap
 * gets the words of the panic before it. What that takes (`../wasm/part.js`) is loaded by the first module. There is one
 * of it, as modules that were made before the page calls `init` again are there still.
 * @type {import('../integrations.js').Integration}
 */
const integration = {
  name: 'Wasm',
  /** Bytes of modules, and responses with them. @type {Promise<any>[]} */
  seen: [],
  setup(recorder) {
    const { parts, options } = recorder
    /** @param {any} source */
    const see = (source) => {
      // A response is read only once: ours is a clone, made before the browser begins, which takes it a microtask.
      integration.seen.push(clone(source))
      if (coming) return
      coming = load(parts)
      // What has no frame of wasm's has nothing to learn.
      integration.processEvent = (event) =>
        !isLeft() && /instruction_addr|raw_function/.test(write(event.exception) ?? '')
          ? learned(event)
          : event
    }
    integration.see = see
    if (parts.own) see(parts.own())
    return all(
      map(NAMES, (name) =>
        wrap(
          globalThis.WebAssembly,
          name,
          ([source]) => see(source),
          // What the page gets is behind its own promise at once, so that what it does not handle stays unhandled.
          (made) =>
            options.wasmGuard && made.then
              ? made.then((/** @type {any} */ it) => coming.then(() => integration.guard?.(it) ?? it))
              : made,
        ),
      ),
    )
  },
}

export const wasmIntegration = () => integration
