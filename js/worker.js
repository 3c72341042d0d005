// @ts-check
import { attempt } from './builtins.js'
import { text } from './fields.js'
import { isError as isOfErrors, read } from './kinds.js'
import { lengthenStacks } from './observe/errors.js'
import { wasmIntegration } from './observe/wasm.js'
import { imageOf } from './wasm/image.js'

/** Marks a message as ours, so that a page's own are left alone. */
const MARK = '_balefireWorkerError'

/**
 * In a worker: tells the page of errors and rejections that nobody handled, with the worker's own stacks.
 * @param {{ self: any }} worker
 */
export function registerWebWorker({ self }) {
  self.postMessage({ [MARK]: {} })
  const tell = (/** @type {string} */ kind, /** @type {any} */ thrown, /** @type {unknown[]} */ place) => {
    const isError = isOfErrors(thrown)
    const [name, message, stack] = ['name', 'message', 'stack'].map((key) => text(read(thrown, key)))
    // Plain texts, as an error loses its name and its own members on the way, and some cannot go at all.
    self.postMessage({
      [MARK]: { kind, isError, name, message, stack, value: isError ? '' : text(thrown), place },
    })
  }
  // Its modules are read here, and are images of the page's events.
  /** @type {any} */
  const recorder = { parts: { wasm: async () => ({ watch: images(self) }) }, options: {} }
  self.addEventListener('error', (/** @type {any} */ { error, message, filename, lineno, colno }) =>
    tell('onerror', error ?? message, [filename, lineno, colno]),
  )
  self.addEventListener('unhandledrejection', (/** @type {any} */ { reason }) =>
    tell('onunhandledrejection', reason, []),
  )
  lengthenStacks()
  attempt(() => wasmIntegration().setup?.(recorder))
}

/** Tells the page of each module that it is there, and then what is known of it. @param {any} self */
const images = (self) => (/** @type {import('./integrations.js').Integration} */ integration) => {
  let count = 0
  /** @param {any} source */
  const see = async (source) => {
    const module = count++
    self.postMessage({ [MARK]: { module } })
    const image = await imageOf(source).catch(() => {})
    self.postMessage({ [MARK]: { module, image: image ?? null } })
  }
  integration.seen.forEach(see)
  integration.seen = { push: see }
}

/**
 * In the page: hears what `registerWebWorker` tells.
 * @param {{ worker: Worker | Worker[] }} options
 * @returns {import('./integrations.js').Integration & { addWorker: (worker: Worker) => void }}
 */
export function webWorkerIntegration({ worker }) {
  /** @type {import('./recorder.js').Recorder | undefined} */
  let recorder
  /** @type {Set<Worker>} */
  const workers = new Set([worker].flat())
  /** What is still being read, by worker. @type {WeakMap<object, ((image: any) => void)[]>} */
  const reading = new WeakMap()
  const hear = (/** @type {MessageEvent} */ event) => {
    const told = event.data?.[MARK]
    if (!told) return
    event.stopImmediatePropagation()
    registered.add(/** @type {Worker} */ (event.target))
    if (!Object.keys(told).length) return
    const waiting = reading.get(/** @type {Worker} */ (event.target))
    if (waiting && 'image' in told) return waiting[told.module]?.(told.image)
    if (waiting && 'module' in told) return wasmIntegration().see?.(new Promise((done) => waiting.push(done)))
    const { kind, isError, name, message, stack, value, place } = told
    const thrown = isError ? Object.assign(new Error(message), { name, stack }) : value
    recorder?.capture({ thrown, place, mechanism: `auto.browser.web_worker.${kind}`, handled: false })
  }
  /** Those that have said that they tell of their errors. @type {WeakSet<object>} */
  const registered = new WeakSet()
  // The worker's error comes to its object too, and if nobody prevents it, to the page, without its stack: all there is
  // where the worker does not tell of it, as its script cannot be read, or has another SDK.
  const mute = (/** @type {Event} */ event) => {
    if (registered.has(/** @type {Worker} */ (event.target))) event.preventDefault()
    // A script that cannot be had, in Firefox also one that cannot be read: nobody else is told.
    else if (!('message' in event))
      recorder?.capture({
        described: [{ type: 'Error', value: 'The script of a worker cannot be loaded' }],
        mechanism: 'auto.browser.web_worker.onerror',
        handled: false,
      })
  }
  const listen = (/** @type {Worker} */ worker) => {
    if (!reading.has(worker)) reading.set(worker, [])
    worker.addEventListener('message', hear)
    worker.addEventListener('error', mute)
  }
  return {
    name: 'WebWorker',
    setup(started) {
      recorder = started
      workers.forEach(listen)
      return () => {
        for (const worker of workers) {
          worker.removeEventListener('message', hear)
          worker.removeEventListener('error', mute)
        }
      }
    },
    addWorker(worker) {
      workers.add(worker)
      if (recorder) listen(worker)
    },
  }
}
