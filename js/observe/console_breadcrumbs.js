// @ts-check

import { add, filter, joined, map, some } from '../builtins/lists.js'
import { timer } from '../builtins/originals.js'
import { isError, isObject, tagOf } from '../builtins/types.js'
import { normalizer } from '../report/normalize.js'
import { all, hiddenFrame, wrap } from './instrument/wrap.js'

const NAMES = ['debug', 'info', 'warn', 'error', 'log', 'assert', 'trace']

/** Sentry's names for the levels, where they differ. @type {Record<string, string>} */
const LEVELS = { warn: 'warning', assert: 'log', trace: 'log' }

/** Longest text of a breadcrumb, in characters. */
const MAX_TEXT = 1000

/** Set while subscribers run: a `beforeBreadcrumb` may write to the console, which must not notify again. */
let busy = false

/**
 * A short text of one argument. It never runs the page's `toString`.
 * @param {any} value
 */
const text = (value) => {
  if (isError(value)) return `${value.name}: ${value.message}`
  return isObject(value) ? `[object ${tagOf(value)}]` : String(value).slice(0, MAX_TEXT)
}

/**
 * Notifies of the page's console output.
 * @param {(message: string, level: string, args: any[]) => void} notify
 * @param {string[]} names
 */
export const onConsole = (notify, names = NAMES) =>
  all(
    map(names, (name) =>
      wrap(
        globalThis.console,
        name,
        undefined,
        // Hidden from stacks: the stack that leads here is part of an event.
        hiddenFrame({
          balefireWrapped(/** @type {any} */ _, /** @type {any[]} */ args) {
            const failed = name === 'assert'
            // Our own warnings are not the page's.
            const isOurs = typeof args[0] === 'string' && args[0].startsWith('balefire:')
            if (busy || isOurs || (failed && args[0])) return
            const values = failed ? args.slice(1) : args
            const message = joined(map(values, text), ' ').slice(0, MAX_TEXT)
            busy = true
            try {
              notify(
                failed ? `Assertion failed${message && ': '}${message}` : message,
                LEVELS[name] ?? name,
                values,
              )
            } finally {
              busy = false
            }
          },
        }),
      ),
    ),
  )

/** Most breadcrumbs whose arguments are not normalized yet. */
const MAX_FRESH = 100

/** Most members of an object or list in a breadcrumb. */
const MAX_MEMBERS = 50

/** Console output of the page becomes breadcrumbs. @param {import('../recorder/recorder.js').Recorder} recorder */
export const observeConsole = (recorder) => {
  /** @type {{ arguments: any[] }[]} */
  let fresh = []
  // In the next task, when no getter of the page is in the middle of something. Without this the ring would keep the
  // objects of a hundred calls alive, and events would show their later state.
  const settle = () => {
    const normal = normalizer({ maxValueLength: MAX_TEXT, normalizeMaxBreadth: MAX_MEMBERS })
    const settled = fresh
    fresh = []
    map(settled, (data) => {
      data.arguments = normal(data.arguments)
    })
  }
  return onConsole((message, level, args) => {
    const data = {
      arguments: map(args, (arg) =>
        typeof arg === 'string' || isError(arg) || typeof arg === 'function' ? text(arg) : arg,
      ),
      logger: 'console',
    }
    recorder.addBreadcrumb({ category: 'console', level, message, data }, { input: args, level })
    if (!some(data.arguments, isObject)) return
    if (!fresh.length) timer(settle)
    add(fresh, data)
    if (fresh.length > MAX_FRESH) fresh = filter(fresh, (one) => one !== fresh[0])
  })
}
