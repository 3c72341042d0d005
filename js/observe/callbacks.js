// @ts-check

import { map } from '../builtins/lists.js'
import { apply, canWrap, NativeProxy, weakMap } from '../builtins/originals.js'
import { disguise, eachOf, hiddenFrame, isWrapped, replace, wrap } from './instrument/wrap.js'
import { onXhr } from './instrument/xhr.js'

/** The handlers that Sentry's SDK wraps. */
const XHR_HANDLERS = ['onload', 'onerror', 'onprogress', 'onreadystatechange']

/**
 * The client that captures; none after `close`, though wrapped callbacks live on.
 * @type {{ capture: import('../recorder/capture.js').Capture, skipNextError: () => void } | undefined}
 */
let current

/** The wrapper of each listener of the page: one for all targets. */
const listeners = weakMap()

/** The browser's own `removeEventListener`, once ours is in its place. @type {any} */
let nativeRemove

const ANONYMOUS = '<anonymous>'
const TARGET = { target: 'EventTarget' }

/**
 * Captures an exception of a callback, and rethrows it.
 * @param {string} name
 * @param {object} [data]
 * @param {object} [owner] `this`, where it is not the caller's
 * @returns {ProxyHandler<any>}
 */
const guard = (name, data, owner) => ({
  apply: hiddenFrame({
    balefireWrapped(/** @type {any} */ callback, /** @type {any} */ self, /** @type {any[]} */ args) {
      try {
        return apply(callback, owner ?? self, args)
      } catch (thrown) {
        try {
          current?.capture({
            thrown,
            mechanism: `auto.browser.browserapierrors.${name}`,
            handled: false,
            data: { handler: callback.name || ANONYMOUS, ...data },
          })
          current?.skipNextError()
        } catch {}
        throw thrown
      }
    },
  }),
})

/** Timers and frames: the page never gets the function that the browser calls. @param {string} name @param {object} [data] */
const wrapScheduler = (name, data) => {
  const handler = guard(name, data)
  return wrap(globalThis, name, (args) => {
    // A string is code to the timers, and stays as it is.
    if (typeof args[0] === 'function') args[0] = new NativeProxy(args[0], handler)
  })
}

const wrapXhr = () =>
  onXhr({
    start: (/** @type {any} */ { xhr }) =>
      map(XHR_HANDLERS, (name) => {
        const handler = xhr[name]
        if (typeof handler === 'function' && !isWrapped(handler)) {
          xhr[name] = disguise(handler, guard(`xhr.${name}`))
        }
      }),
  })

/** @param {any} listener */
const wrapListener = (listener) => {
  if (typeof listener === 'function') return new NativeProxy(listener, guard('addEventListener', TARGET))
  const handler = guard('handleEvent', { handler: ANONYMOUS, ...TARGET }, listener)
  return {
    // The browser looks it up at each call; so the page's listener gets its own `this`.
    get handleEvent() {
      const method = listener.handleEvent
      return typeof method === 'function' ? new NativeProxy(method, handler) : method
    },
  }
}

/** All targets inherit these two: no browser has a prototype of its own for them (tests/e2e/observers-callbacks.test.mjs). */
const wrapEventTarget = () => {
  const { prototype } = EventTarget
  if (!nativeRemove) {
    const original = prototype.removeEventListener
    nativeRemove = original
    // Never undone: the page must be able to remove listeners that were added wrapped.
    replace(
      prototype,
      'removeEventListener',
      hiddenFrame({
        balefireWrapped(/** @type {any} */ _, /** @type {any} */ self, /** @type {any[]} */ args) {
          const [type, listener, options] = args
          const known = listeners.get(listener)
          if (known) apply(original, self, [type, known, options])
          return apply(original, self, args)
        },
      }),
    )
  }
  return wrap(prototype, 'addEventListener', (args, self) => {
    const [type, listener, options] = args
    if (Object(listener) !== listener) return
    // A listener that was added before `init`, and once more now, must be called once.
    apply(nativeRemove, self, [type, listener, options])
    if (!listeners.has(listener)) listeners.set(listener, wrapListener(listener))
    args[1] = listeners.get(listener)
  })
}

/**
 * Errors in callbacks of timers, animation frames, XHR and event listeners name the callback.
 * @param {{ setTimeout?: boolean, setInterval?: boolean, requestAnimationFrame?: boolean, XMLHttpRequest?: boolean, eventTarget?: boolean }} [options]
 */
export const browserApiErrorsIntegration = (options = {}) => ({
  name: 'BrowserApiErrors',
  /** @param {{ capture: import('../recorder/capture.js').Capture, skipNextError: () => void, options: Record<string, any> }} client */
  setup: (client) => {
    // Rethrown by a script without CORS, an error is `Script error.` to everybody (seen in Chromium 156).
    if (!canWrap || client.options.isMuted) return
    current = client
    const cleanup = eachOf(options, {
      setTimeout: () => wrapScheduler('setTimeout'),
      setInterval: () => wrapScheduler('setInterval'),
      requestAnimationFrame: () =>
        wrapScheduler('requestAnimationFrame', { handler: 'requestAnimationFrame' }),
      XMLHttpRequest: wrapXhr,
      eventTarget: wrapEventTarget,
    })
    return () => {
      cleanup()
      current = undefined
    }
  },
})
