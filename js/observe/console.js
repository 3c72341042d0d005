// @ts-check
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
  if (value instanceof Error) return `${value.name}: ${value.message}`
  return Object(value) === value ? Object.prototype.toString.call(value) : String(value).slice(0, MAX_TEXT)
}

/**
 * Tells what the page writes to the console.
 * @param {(message: string, level: string, args: any[]) => void} tell
 * @param {string[]} names
 */
export const watchConsole = (tell, names = NAMES) =>
  all(
    names.map((name) =>
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
            const message = said.map(text).join(' ').slice(0, MAX_TEXT)
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

/** What the page writes to the console becomes breadcrumbs. @param {import('../recorder.js').Recorder} recorder */
export const observeConsole = (recorder) =>
  watchConsole((message, level, args) =>
    recorder.addBreadcrumb({
      category: 'console',
      level,
      message,
      // Objects as text: kept as they are, the ring would keep a hundred calls' objects alive, and an event would show
      // what became of them, not what was written.
      data: {
        arguments: args.map((arg) => (typeof arg === 'string' || Object(arg) === arg ? text(arg) : arg)),
        logger: 'console',
      },
    }),
  )
