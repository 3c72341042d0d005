// @ts-check
import { text } from './fields.js'
import { read } from './normalize.js'
import { STACK_TRACE_LIMIT } from './observe/errors.js'

/** Marks a message as ours, so that a page's own are left alone. */
const MARK = '_balefireWorkerError'

/**
 * In a worker: tells the page of errors and rejections that nobody handled, with the worker's own stacks.
 * @param {{ self: any }} worker
 */
export function registerWebWorker({ self }) {
  Error.stackTraceLimit = STACK_TRACE_LIMIT
  const tell = (/** @type {string} */ kind, /** @type {any} */ thrown, /** @type {unknown[]} */ place) => {
    const isError = read(thrown, 'stack') !== undefined
    const [name, message, stack] = ['name', 'message', 'stack'].map((key) => text(read(thrown, key)))
    // Plain texts, as an error loses its name and its own members on the way, and some cannot go at all.
    self.postMessage({
      [MARK]: { kind, isError, name, message, stack, value: isError ? '' : text(thrown), place },
    })
  }
  self.addEventListener('error', (/** @type {any} */ { error, message, filename, lineno, colno }) =>
    tell('onerror', error ?? message, [filename, lineno, colno]),
  )
  self.addEventListener('unhandledrejection', (/** @type {any} */ { reason }) =>
    tell('onunhandledrejection', reason, []),
  )
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
  const hear = (/** @type {MessageEvent} */ event) => {
    const told = event.data?.[MARK]
    if (!told) return
    event.stopImmediatePropagation()
    const { kind, isError, name, message, stack, value, place } = told
    const thrown = isError ? Object.assign(new Error(message), { name, stack }) : value
    recorder?.capture({ thrown, place, mechanism: `auto.browser.web_worker.${kind}`, handled: false })
  }
  // The worker's error comes to its object too, and if nobody prevents it, to the page, without its stack.
  const mute = (/** @type {Event} */ event) => event.preventDefault()
  const listen = (/** @type {Worker} */ worker) => {
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
