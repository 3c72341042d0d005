// @ts-check
import { timer } from '../builtins.js'
import { isError, isObject, tagOf } from '../kinds.js'
import { add, filter, joined, map, some } from '../lists.js'
import { normalizer } from '../normalize.js'
import { all, ours, wrap } from './wrap.js'

const NAMES = ['debug', 'info', 'warn', 'error', 'log', 'assert', 'trace']

/** Sentry's names for the levels, where they differ. @type {Record<string, string>} */
const LEVELS = { warn: 'warning', assert: 'log', trace: 'log' }

/** Longest text of a breadcrumb, in characters. */
const MAX_TEXT = 1000

/** What is done about console output may write to the console (a `beforeBreadcrumb` that logs), and is not to be told of it. */
let busy = false

/**
 * One argument in few words, without running the page's `toString`.
 * @param {any} value
 */
const text = (value) => {
  if (isError(value)) return `${value.name}: ${value.message}`
  return isObject(value) ? `[object ${tagOf(value)}]` : String(value).slice(0, MAX_TEXT)
}

/**
 * Tells what the page writes to the console.
 * @param {(message: string, level: string, args: any[]) => void} tell
 * @param {string[]} names
 */
export const watchConsole = (tell, names = NAMES) =>
  all(
    map(names, (name) =>
      wrap(
        globalThis.console,
        name,
        undefined,
        // Named for the stack parser: the stack that leads here is part of an event.
        ours({
          balefireWrapped(/** @type {any} */ _, /** @type {any[]} */ args) {
            const failed = name === 'assert'
            // Our own warnings are not the page's.
            const isOurs = typeof args[0] === 'string' && args[0].startsWith('balefire:')
            if (busy || isOurs || (failed && args[0])) return
            const said = failed ? args.slice(1) : args
            const message = joined(map(said, text), ' ').slice(0, MAX_TEXT)
            busy = true
            try {
              tell(
                failed ? `Assertion failed${message && ': '}${message}` : message,
                LEVELS[name] ?? name,
                said,
              )
            } finally {
              busy = false
            }
          },
        }),
      ),
    ),
  )

/** Most breadcrumbs whose arguments are still as they were given. */
const MAX_FRESH = 100

/** Most members of an object or list in a breadcrumb. */
const MAX_MEMBERS = 50

/** What the page writes to the console becomes breadcrumbs. @param {import('../recorder.js').Recorder} recorder */
export const observeConsole = (recorder) => {
  /** @type {{ arguments: any[] }[]} */
  let fresh = []
  // In the next task, where no getter of the page's is in the middle of something. Kept as they are, the ring would
  // keep a hundred calls' objects alive, and an event would show what became of them, not what was written.
  const settle = () => {
    const normal = normalizer({ maxValueLength: MAX_TEXT, normalizeMaxBreadth: MAX_MEMBERS })
    const settled = fresh
    fresh = []
    map(settled, (data) => {
      data.arguments = normal(data.arguments)
    })
  }
  return watchConsole((message, level, args) => {
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
