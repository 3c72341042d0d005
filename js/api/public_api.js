// @ts-check

import { map } from '../builtins/lists.js'
import { keysOf, warn } from '../builtins/originals.js'
import { record } from '../recorder/recorder.js'
import {
  getCurrentScope,
  getGlobalScope,
  getIsolationScope,
  withIsolationScope,
  withScope,
} from '../scope/current_scopes.js'
import { Scope } from '../scope/scope.js'
import { captures } from './captures.js'

/** @type {import('../recorder/recorder.js').Recorder | undefined} */
let recorder

/** Runs an act whose failure must not reach the page. @template T @param {() => T} act */
const safely = (act) => {
  try {
    return act()
  } catch (error) {
    warn('', error)
  }
}

/**
 * Functions that close the recorders of a page, by DSN: two copies of this script report to one project only once.
 * @returns {Record<string, (() => void) | undefined>}
 */
const copies = () => {
  const key = Symbol.for('balefire')
  const page = /** @type {any} */ (globalThis)
  page[key] ??= {}
  return page[key]
}

/**
 * @param {Record<string, any>} options
 * @param {import('../recorder/recorder.js').Bundle} bundle
 */
export const start = (options, bundle) => {
  const { location } = globalThis
  // A server that renders has no location. Errors in the pages of an extension are not the site's.
  if (!location || /-extension:$/.test(location.protocol)) return
  safely(() => recorder?.close())
  recorder = undefined
  if (!options?.dsn || String(options.enabled) === 'false') return
  safely(() => copies()[options.dsn]?.())
  try {
    recorder = record(options, bundle, calls, (client) => {
      recorder = client
    })
  } catch (error) {
    return warn(' wrong option dsn:', error)
  }
  const { close } = recorder
  safely(() => {
    copies()[options.dsn] = close
  })
}

const calls = captures(() => recorder)
map(['captureException', 'captureMessage', 'captureEvent'], (name) => {
  /** @type {any} */
  Scope.prototype[name] = /** @type {any} */ (calls)[name]
})

/** Functions that change the scope of the page. @type {Record<string, (...args: unknown[]) => void>} */
const scopeSetters = {}
map('addEventProcessor setContext setExtra setExtras setTag setTags setUser'.split(' '), (name) => {
  scopeSetters[name] = (...args) => void safely(() => /** @type {any} */ (getIsolationScope())[name](...args))
})

/** The same functions, which never throw into the page. @template {Record<string, any>} T @param {T} functions @returns {T} */
const quietly = (functions) => {
  /** @type {Record<string, any>} */
  const quiet = {}
  map(keysOf(functions), (name) => {
    quiet[name] = (/** @type {any[]} */ ...args) => safely(() => functions[name](...args))
  })
  return /** @type {T} */ (quiet)
}

/** The functions that a page calls, with the names and shapes of `@sentry/browser`; index.d.ts describes each. */
export const publicApi = {
  ...calls,
  ...quietly({
    /** Called by the panic hook of the Rust crate. @param {string} message @param {string} location @param {string} stack */
    capturePanic: (message, location, stack) =>
      recorder?.capture({
        mechanism: 'panic',
        handled: false,
        panicLocation: location,
        exceptions: [{ type: 'panic', value: message, stack }],
      }),
    /** @param {Record<string, any>} breadcrumb @param {any} [hint] */
    addBreadcrumb: (breadcrumb, hint) => recorder?.addBreadcrumb(breadcrumb, hint),
    startSession: () => recorder?.session.start(),
    /** @param {boolean} [end] */
    captureSession: (end) => (end ? recorder?.session.end() : recorder?.session.capture()),
    endSession: () => recorder?.session.end(),
    /** @param {any} integration */
    addIntegration: (integration) => recorder?.addIntegration(integration),
  }),
  ...scopeSetters,
  getCurrentScope,
  getIsolationScope,
  getGlobalScope,
  withScope,
  withIsolationScope,
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
  getClient: () => recorder,
  /** The inline loader buffers this call until the script is loaded. @param {() => unknown} act */
  onLoad: (act) => act(),
  forceLoad() {},
  diagnose: () => recorder?.diagnose(),
  isEnabled: () => Boolean(recorder),
  isInitialized: () => Boolean(recorder),
}
