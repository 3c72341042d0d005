// @ts-check

import { captures } from '../api/captures.js'
import { filter, map } from '../builtins/lists.js'
import { attempt, warn } from '../builtins/originals.js'
import { chooseIntegrations } from '../integrations.js'
import { lateReporter } from '../last_resort/late_reporter.js'
import { record } from '../recorder/recorder.js'
import { getIsolationScope } from '../scope/current_scopes.js'
import { Scope } from '../scope/scope.js'

/** The only transport and the only stack parser: guides pass these to a client. */
export const makeFetchTransport = 'fetch'
export const defaultStackParser = 'core'

/** Methods that scopes get. */
const METHODS = {
  /** This client gets all captures on this scope and on its clones. @this {any} @param {any} client */
  setClient(client) {
    delete this.capture
    delete this.clone
    this.client = client
    if (client) {
      this.capture = (/** @type {any} */ captured) => client.capture(captured)
      this.clone = () => Scope.prototype.clone.call(this).setClient(client)
    }
    return this
  },
  /** @this {any} */
  getClient() {
    return this.client
  },
}

/**
 * A client beside the page's, for browser extensions and micro frontends. It has its own DSN, options and integrations, and
 * the page's `Balefire` does not know it.
 */
export class BrowserClient {
  /** @param {Record<string, any>} options */
  constructor({ transport, stackParser, initialScope: _, integrations = [], ...options } = {}) {
    Object.assign(Scope.prototype, METHODS)
    if (transport && transport !== makeFetchTransport) warn(' wrong option transport')
    if (stackParser && stackParser !== defaultStackParser) warn(' wrong option stackParser')
    // Only the page's own recorder looks up the page's modules.
    const list = filter(integrations, (one) => one && one.name !== 'Wasm')
    const recorder = String(options.enabled) === 'false' ? undefined : begin(options)
    let isClosed = false
    let isStarted = false
    const capture = (/** @type {any} */ captured) => (isClosed ? undefined : recorder?.capture(captured))
    Object.assign(
      this,
      IDLE,
      recorder,
      captures(() => undefined),
      {
        capture,
        /** Starts the integrations. */
        init() {
          if (!isStarted && !isClosed) map(list, (one) => recorder?.addIntegration(one))
          isStarted = true
        },
        /** @param {number} [timeout] */
        async close(timeout) {
          isClosed = true
          recorder?.close()
          return recorder?.flush(timeout) ?? true
        },
      },
    )
  }
}

/** The answers of a client without a DSN. */
const IDLE = {
  getOptions: () => ({}),
  getIntegrationByName: () => undefined,
  addEventProcessor() {},
  addBreadcrumb() {},
  addIntegration() {},
  on: () => () => {},
  emit() {},
  lastEventId: () => undefined,
  flush: async () => true,
}

/** @param {Record<string, any>} options */
const begin = (options) => {
  if (!options.dsn || !globalThis.location) return
  const scope = getIsolationScope()
  const { onChange } = scope
  try {
    /** @type {import('../recorder/recorder.js').Recorder} */
    const recorder = record(
      { ...options, integrations: [], defaultIntegrations: false },
      {
        chooseIntegrations,
        makeStage2: lateReporter,
        loadReporter: () => import('../report/stage2.js'),
      },
      captures(() => recorder),
    )
    return recorder
  } catch (error) {
    warn(' wrong option dsn:', error)
  } finally {
    // The page's own recorder stays the listener of the scope.
    attempt(() => {
      scope.onChange = onChange
    })
  }
}
