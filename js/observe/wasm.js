// @ts-check
import { isLeft } from '../leaving.js'
import { all, wrap } from './wrap.js'

/** What makes a module of something; `Instance` is made of a module. */
const NAMES = ['instantiate', 'instantiateStreaming', 'compile', 'compileStreaming', 'Module']

/** Longest that an event waits for the part to come, in ms. */
const WAIT = 1000

/** @type {Promise<void>} */
let coming

/** When an event waits no more: it is time, or the page is left. @param {typeof setTimeout} timer @returns {Promise<any>} */
export const late = (timer) =>
  new Promise((done) => {
    timer(done, WAIT)
    addEventListener('visibilitychange', done, { once: true, capture: true })
  })

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
    const { parts, options, timer } = recorder
    /** @param {any} source */
    const see = (source) => {
      // A response is read only once: ours is a clone, made before the browser begins, which takes it a microtask.
      integration.seen.push(
        Promise.resolve(source)
          .then((made) => made.clone?.() ?? made)
          .catch(() => {}),
      )
      if (coming) return
      // Then the part does this in our place. A policy of the page's may forbid it.
      const loading = parts.wasm().then(({ watch }) => watch(integration))
      coming = Promise.race([loading, late(timer)]).catch(() => {
        // Nobody will read them.
        integration.seen = { push() {} }
      })
      // What has no frame of wasm's has nothing to learn.
      integration.processEvent = (event) =>
        !isLeft() && /instruction_addr|raw_function/.test(JSON.stringify(event.exception))
          ? coming.then(() => integration.learn?.(event) ?? event)
          : event
    }
    integration.see = see
    if (parts.own) see(parts.own())
    return all(
      NAMES.map((name) =>
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
