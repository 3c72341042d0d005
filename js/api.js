// @ts-check
import { scopeFields } from './caught.js'
import { text } from './fields.js'
import { record } from './recorder.js'

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

/** @param {Record<string, any>} options @param {string | URL} wasm */
export function start(options, wasm) {
  if (recorder || typeof document === 'undefined' || !options?.dsn) return
  try {
    recorder = record(options, wasm)
  } catch (error) {
    console.warn('balefire: wrong option dsn:', error)
  }
}

/** What the page hands us itself. @param {{ thrown?: unknown, message?: string }} caught @param {any} hint */
const handled = (caught, hint) =>
  safely(() => {
    const scope = scopeFields(typeof hint === 'string' ? { level: hint } : (hint?.captureContext ?? hint))
    return recorder?.capture({ mechanism: 'generic', handled: true, scope, ...caught })
  })

/** @param {any} patch */
const patch = (patch) => safely(() => recorder?.patchScope(patch))

/** What a page calls: the names and shapes of `@sentry/browser`; index.d.ts says what each does. */
export const face = {
  /** @param {unknown} thrown @param {any} [hint] */
  captureException: (thrown, hint) => handled({ thrown }, hint),
  /** @param {string} message @param {any} [hint] */
  captureMessage: (message, hint) => handled({ message: text(message) }, hint),
  /** What the panic hook of the Rust crate tells. @param {string} message @param {string} location @param {string} stack */
  capturePanic: (message, location, stack) =>
    safely(() =>
      recorder?.capture({ mechanism: 'panic', location, described: ['panic', message, stack, '', '', ''] }),
    ),
  /** @param {Record<string, any>} breadcrumb */
  addBreadcrumb: (breadcrumb) => safely(() => recorder?.addBreadcrumb(breadcrumb)),
  /** @param {object | null} user */
  setUser: (user) => patch({ user }),
  /** @param {string} key @param {unknown} value */
  setTag: (key, value) => patch({ tags: { [key]: value } }),
  /** @param {object} tags */
  setTags: (tags) => patch({ tags }),
  /** @param {string} key @param {unknown} value */
  setExtra: (key, value) => patch({ extra: { [key]: value } }),
  /** @param {object} extra */
  setExtras: (extra) => patch({ extra }),
  /** @param {string} name @param {object | null} value */
  setContext: (name, value) => patch({ contexts: { [name]: value } }),
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
}
