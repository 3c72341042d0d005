// @ts-check
import { attempt } from '../builtins/originals.js'
import { isError as isOfErrors, read, text } from '../builtins/types.js'
import { lengthenStacks } from '../observe/global_errors.js'
import { wasmIntegration } from '../observe/wasm_modules.js'
import { readModule } from '../on_demand/wasm/read_module.js'

/** Marks a message as ours, so that a page's own are left alone. */
const MARK = '_balefireWorkerError'

/**
 * In a worker: reports unhandled errors and rejections to the page, with the worker's own stacks.
 * @param {{ self: any }} worker
 */
export function registerWebWorker({ self }) {
  self.postMessage({ [MARK]: {} })
  const notify = (
    /** @type {string} */ kind,
    /** @type {any} */ thrown,
    /** @type {unknown[]} */ codeLocation,
  ) => {
    const isError = isOfErrors(thrown)
    const [name, message, stack] = ['name', 'message', 'stack'].map((key) => text(read(thrown, key)))
    // Plain texts: a message loses the name and the members of an error, and some values cannot be cloned.
    self.postMessage({
      [MARK]: { kind, isError, name, message, stack, value: isError ? '' : text(thrown), codeLocation },
    })
  }
  // The worker reads its own modules, and the page adds their images to its events.
  /** @type {any} */
  const recorder = { bundle: { loadWasmLookup: async () => ({ lookupModules: images(self) }) }, options: {} }
  self.addEventListener('error', (/** @type {any} */ { error, message, filename, lineno, colno }) =>
    notify('onerror', error ?? message, [filename, lineno, colno]),
  )
  self.addEventListener('unhandledrejection', (/** @type {any} */ { reason }) =>
    notify('onunhandledrejection', reason, []),
  )
  lengthenStacks()
  attempt(() => wasmIntegration().setup?.(recorder))
}

/** Announces each module to the page, then sends its image. @param {any} self */
const images = (self) => (/** @type {import('../integrations.js').Integration} */ integration) => {
  let count = 0
  /** @param {any} source */
  const addModule = async (source) => {
    const module = count++
    self.postMessage({ [MARK]: { module } })
    const made = await readModule(source).catch(() => {})
    self.postMessage({ [MARK]: { module, made: made ?? null } })
  }
  integration.modules.forEach(addModule)
  integration.modules = { push: addModule }
}

/**
 * In the page: captures the reports of `registerWebWorker`.
 * @param {{ worker: Worker | Worker[] }} options
 * @returns {import('../integrations.js').Integration & { addWorker: (worker: Worker) => void }}
 */
export function webWorkerIntegration({ worker }) {
  /** @type {import('../recorder/recorder.js').Recorder | undefined} */
  let recorder
  /** @type {Set<Worker>} */
  const workers = new Set([worker].flat())
  /** Callbacks for images that are still being read, by worker. @type {WeakMap<object, ((image: any) => void)[]>} */
  const reading = new WeakMap()
  const onMessage = (/** @type {MessageEvent} */ event) => {
    const report = event.data?.[MARK]
    if (!report) return
    event.stopImmediatePropagation()
    registered.add(/** @type {Worker} */ (event.target))
    if (!Object.keys(report).length) return
    const waiting = reading.get(/** @type {Worker} */ (event.target))
    if (waiting && 'made' in report) return waiting[report.module]?.(report.made)
    if (waiting && 'module' in report)
      return wasmIntegration().addModule?.(new Promise((done) => waiting.push(done)))
    const { kind, isError, name, message, stack, value, codeLocation } = report
    const thrown = isError ? Object.assign(new Error(message), { name, stack }) : value
    recorder?.capture({ thrown, codeLocation, mechanism: `auto.browser.web_worker.${kind}`, handled: false })
  }
  /** Workers that report their errors themselves. @type {WeakSet<object>} */
  const registered = new WeakSet()
  // The worker's error also reaches its object and then the page, without a stack. Only a worker that does not report
  // (its script is of another origin, or has another SDK) needs that event.
  const onError = (/** @type {Event} */ event) => {
    if (registered.has(/** @type {Worker} */ (event.target))) event.preventDefault()
    // A script that cannot be loaded, and in Firefox also one of another origin: no other event says so.
    else if (!('message' in event))
      recorder?.capture({
        exceptions: [{ type: 'Error', value: 'The script of a worker cannot be loaded' }],
        mechanism: 'auto.browser.web_worker.onerror',
        handled: false,
      })
  }
  const listen = (/** @type {Worker} */ worker) => {
    if (!reading.has(worker)) reading.set(worker, [])
    worker.addEventListener('message', onMessage)
    worker.addEventListener('error', onError)
  }
  return {
    name: 'WebWorker',
    setup(started) {
      recorder = started
      workers.forEach(listen)
      return () => {
        for (const worker of workers) {
          worker.removeEventListener('message', onMessage)
          worker.removeEventListener('error', onError)
        }
      }
    },
    addWorker(worker) {
      workers.add(worker)
      if (recorder) listen(worker)
    },
  }
}
