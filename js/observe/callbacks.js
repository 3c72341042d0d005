// @ts-check
import { apply, canWrap, NativeProxy, weakMap } from '../builtins.js'
import { map } from '../lists.js'
import { disguise, each, isWrapped, ours, replace, wrap } from './wrap.js'

/** Those that Sentry's SDK wraps. */
const XHR_HANDLERS = ['onload', 'onerror', 'onprogress', 'onreadystatechange']

/** Who is told; nobody after `close`, though wrapped callbacks live on. @type {import('../recorder.js').Recorder | undefined} */
let current

/** Listeners of the page, and what the browser calls in their place: one for each, on whatever target. */
const listeners = weakMap()

/** The browser's own `removeEventListener`, once ours is in its place. @type {any} */
let remove

const ANONYMOUS = '<anonymous>'
const TARGET = { target: 'EventTarget' }

/**
 * Reports what a callback throws, and throws it on.
 * @param {string} name
 * @param {object} [data]
 * @param {object} [owner] `this`, where it is not the caller's
 * @returns {ProxyHandler<any>}
 */
const guard = (name, data, owner) => ({
  apply: ours({
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

/** Timers and frames: the page cannot get at what the browser calls. @param {string} name @param {object} [data] */
const wrapScheduler = (name, data) => {
  const handler = guard(name, data)
  return wrap(globalThis, name, (args) => {
    // A string is code to the timers, and stays as it is.
    if (typeof args[0] === 'function') args[0] = new NativeProxy(args[0], handler)
  })
}

const wrapXhr = () =>
  wrap(globalThis.XMLHttpRequest?.prototype, 'send', (_, xhr) => {
    map(XHR_HANDLERS, (name) => {
      const handler = xhr[name]
      if (typeof handler === 'function' && !isWrapped(handler)) {
        xhr[name] = disguise(handler, guard(`xhr.${name}`))
      }
    })
  })

/** @param {any} listener */
const guarded = (listener) => {
  if (typeof listener === 'function') return new NativeProxy(listener, guard('addEventListener', TARGET))
  const handler = guard('handleEvent', { handler: ANONYMOUS, ...TARGET }, listener)
  return {
    // The browser looks it up each time it calls it; so does the page's listener get its own `this`.
    get handleEvent() {
      const method = listener.handleEvent
      return typeof method === 'function' ? new NativeProxy(method, handler) : method
    },
  }
}

/** All targets inherit these two: no browser has a prototype of its own for them (tests/e2e/observers-callbacks.test.mjs). */
const wrapListeners = () => {
  const { prototype } = EventTarget
  if (!remove) {
    const original = prototype.removeEventListener
    remove = original
    // Never undone: what was added in the page's name must stay removable in its name.
    replace(
      prototype,
      'removeEventListener',
      ours({
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
    // Added before we came, and once more now, it is still to be called once.
    apply(remove, self, [type, listener, options])
    if (!listeners.has(listener)) listeners.set(listener, guarded(listener))
    args[1] = listeners.get(listener)
  })
}

/**
 * Errors in callbacks say in which: those of timers, animation frames, XHR and event listeners.
 * @param {{ setTimeout?: boolean, setInterval?: boolean, requestAnimationFrame?: boolean, XMLHttpRequest?: boolean, eventTarget?: boolean }} [options]
 */
export const browserApiErrorsIntegration = (options = {}) => ({
  name: 'BrowserApiErrors',
  /** @param {import('../recorder.js').Recorder} recorder */
  setup: (recorder) => {
    // What a script without CORS throws on is `Script error.` to everybody (seen in Chromium 156).
    if (!canWrap || recorder.options.isMuted) return
    const on = (/** @type {keyof typeof options} */ kind) => options[kind] !== false
    current = recorder
    const undo = each([
      () => on('setTimeout') && wrapScheduler('setTimeout'),
      () => on('setInterval') && wrapScheduler('setInterval'),
      () =>
        on('requestAnimationFrame') &&
        wrapScheduler('requestAnimationFrame', { handler: 'requestAnimationFrame' }),
      () => on('XMLHttpRequest') && wrapXhr(),
      () => on('eventTarget') && wrapListeners(),
    ])
    return () => {
      undo()
      current = undefined
    }
  },
})
