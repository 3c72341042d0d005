// @ts-check
import { isError, short } from './caught.js'
import { record } from './recorder.js'
import { Scope } from './scope.js'
import {
  getCurrentScope,
  getGlobalScope,
  getIsolationScope,
  withIsolationScope,
  withScope,
} from './scopes.js'

/** @type {import('./recorder.js').Recorder | undefined} */
let recorder

/** What must never throw into the page. @template T @param {() => T} act */
const safely = (act) => {
  try {
    return act()
  } catch (error) {
    console.warn('balefire:', error)
  }
}

/**
 * @param {Record<string, any>} options
 * @param {import('./recorder.js').Parts} parts
 */
export const start = (options, parts) => {
  const { location } = globalThis
  // Neither a page nor a worker: a server that renders. Or a page of an extension, whose errors are not the site's.
  if (!globalThis.addEventListener || !location || /-extension:$/.test(location.protocol)) return
  recorder?.close()
  recorder = undefined
  if (!options?.dsn || String(options.enabled) === 'false') return
  try {
    recorder = record(options, parts)
  } catch (error) {
    console.warn('balefire: wrong option dsn:', error)
  }
}

/** @param {any} caught @param {any} [hint] Sentry's hint, or what it calls a capture context */
const handled = (caught, hint) =>
  safely(() => {
    const level = typeof hint === 'string' ? hint : undefined
    const { captureContext, mechanism, syntheticException, ...others } = Object(level ? {} : hint)
    const isContext = typeof hint === 'function' || hint instanceof Scope
    const scope = captureContext ?? (isContext ? hint : others)
    const { type, ...how } = Object(mechanism)
    const synthetic = syntheticException ?? caught.synthetic
    return recorder?.capture(
      { ...(type && { mechanism: type }), ...how, ...caught, level, synthetic, scope },
      others,
    )
  })

/** What changes the scope of the page. @type {Record<string, (...args: unknown[]) => void>} */
const onScope = {}
for (const name of [
  'addEventProcessor',
  'setContext',
  'setExtra',
  'setExtras',
  'setTag',
  'setTags',
  'setUser',
]) {
  onScope[name] = (...args) => void safely(() => /** @type {any} */ (getIsolationScope())[name](...args))
}

/** What a page calls: the names and shapes of `@sentry/browser`; index.d.ts says what each does. */
export const face = {
  /** @param {unknown} thrown @param {any} [hint] */
  captureException(thrown, hint) {
    // Only what has no stack of its own needs that of the call; to make one costs microseconds.
    const synthetic = isError(thrown) ? undefined : new Error()
    return handled({ thrown, synthetic }, hint)
  },
  /** @param {string} message @param {any} [hint] */
  captureMessage(message, hint) {
    return handled({ message: short(message), synthetic: new Error() }, hint)
  },
  /** @param {any} event @param {any} [hint] */
  captureEvent: (given, hint) => handled({ given }, hint),
  /** What the panic hook of the Rust crate tells. @param {string} message @param {string} location @param {string} stack */
  capturePanic: (message, location, stack) =>
    safely(() =>
      recorder?.capture({
        mechanism: 'panic',
        handled: false,
        location,
        described: [{ type: 'panic', value: message, stack }],
      }),
    ),
  /** @param {Record<string, any>} breadcrumb @param {any} [hint] */
  addBreadcrumb: (breadcrumb, hint) => safely(() => recorder?.addBreadcrumb(breadcrumb, hint)),
  ...onScope,
  getCurrentScope,
  getIsolationScope,
  getGlobalScope,
  withScope,
  withIsolationScope,
  startSession: () => safely(() => recorder?.session.start()),
  /** @param {boolean} [end] */
  captureSession: (end) => safely(() => (end ? recorder?.session.end() : recorder?.session.capture())),
  endSession: () => safely(() => recorder?.session.end()),
  /** @param {any} integration */
  addIntegration: (integration) => safely(() => recorder?.addIntegration(integration)),
  /** @param {number} [timeout] */
  flush: async (timeout) => recorder?.flush(timeout) ?? true,
  /** @param {number} [timeout] */
  async close(timeout) {
    const closing = recorder
    recorder = undefined
    closing?.close()
    return closing?.flush(timeout) ?? true
  },
  lastEventId: () => recorder?.lastEventId(),
  isEnabled: () => Boolean(recorder),
  isInitialized: () => Boolean(recorder),
}
