// @ts-check
import { attempt, warn } from '../builtins.js'
import { captures } from '../capture.js'
import { FRAMES, INIT, load, WANTS } from '../core.js'
import { exportsOf } from '../corefile.js'
import { fallback } from '../fallback.js'
import { join } from '../fields.js'
import { chosen } from '../integrations.js'
import { filter, map } from '../lists.js'
import { check } from '../options.js'
import { record } from '../recorder.js'
import { Scope } from '../scope.js'
import { getIsolationScope } from '../scopes.js'
import { watch } from '../wasm/part.js'

/** The only way of sending there is, and the only parser of stacks: what guides give to a client. */
export const makeFetchTransport = 'fetch'
export const defaultStackParser = 'core'

/** A stack that any core can read. */
const PROBE = 'Error\n    at f (https://a.test/x.js:1:1)'

/**
 * The page's core reads the stacks of all clients; the queue, the limits and the losses in it are the page's own, so
 * those of another client are the stand-in's.
 * @param {import('../core.js').Call} core
 * @param {() => unknown} hasDedupe
 * @returns {import('../core.js').Call}
 */
export const sharing = (core, hasDedupe) => {
  const own = fallback()
  /** @type {string | undefined} */
  let last
  return (op, text, now, number) => {
    if (op === FRAMES) {
      // Where the page has not started it yet, nobody's queue is lost; the page starts it anew.
      if (!core(FRAMES, join(['', PROBE]), now, 0)) core(INIT, join([0, 0]), now, 1)
      return core(op, text, now, number)
    }
    const answer = own(op, text, now, number)
    if (op !== WANTS || !answer || !hasDedupe()) return answer
    const isRepeat = text === last
    last = text
    return isRepeat ? '' : answer
  }
}

/** What scopes can do once there is a second client. */
const METHODS = {
  /** What is captured on this scope, or on clones of it, is this client's. @this {any} @param {any} client */
  setClient(client) {
    delete this.capture
    delete this.clone
    this.client = client
    if (client) {
      this.capture = (/** @type {any} */ captured, /** @type {any} */ hint) => client.capture(captured, hint)
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
 * A client beside the page's, for browser extensions and micro frontends: it has its own DSN and options, listens to
 * nothing but what its integrations listen to, and says nothing to the page's `Balefire`.
 */
export class BrowserClient {
  /** @param {Record<string, any>} options */
  constructor({ transport, stackParser, initialScope: _, integrations = [], ...options } = {}) {
    Object.assign(Scope.prototype, METHODS)
    if (transport && transport !== makeFetchTransport) warn(' wrong option transport')
    if (stackParser && stackParser !== defaultStackParser) warn(' wrong option stackParser')
    // Watching the page's modules is its own recorder's.
    const list = filter(integrations, (one) => one && one.name !== 'Wasm')
    const recorder = String(options.enabled) === 'false' ? undefined : begin(options)
    let isClosed = false
    let isStarted = false
    const capture = (/** @type {any} */ captured, /** @type {any} */ hint) =>
      isClosed ? undefined : recorder?.capture(captured, hint)
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

/** What a client without a DSN answers. */
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
    /** @type {import('../recorder.js').Recorder} */
    const recorder = record(
      { ...options, integrations: [], defaultIntegrations: false },
      {
        check,
        chosen,
        core: async (fetch, url = new URL('./balefire_bg.wasm', import.meta.url)) => {
          const core = await load(async () => exportsOf(await fetch(url)))
          return sharing(core, () => recorder.getIntegrationByName('Dedupe'))
        },
        wasm: async () => ({ watch }),
      },
      captures(() => recorder),
    )
    return recorder
  } catch (error) {
    warn(' wrong option dsn:', error)
  } finally {
    // The page's own recorder goes on to hear who has the page open.
    attempt(() => {
      scope.onChange = onChange
    })
  }
}
