// @ts-check
import { joined, map } from '../../builtins/lists.js'
import { isError, isObject, tagOf } from '../../builtins/types.js'
import { notify, subscribe } from './channel.js'
import { all, hiddenFrame, wrap } from './wrap.js'

const NAMES = ['debug', 'info', 'warn', 'error', 'log', 'assert', 'trace']

/** Sentry's names for the levels, where they differ. @type {Record<string, string>} */
const LEVELS = { warn: 'warning', assert: 'log', trace: 'log' }

/** Longest message, in characters. */
const MAX_TEXT = 1000

/** Set while subscribers run: a `beforeBreadcrumb` may write to the console, which must not notify again. */
let isBusy = false

/**
 * A short text of one argument. It never runs the page's `toString`.
 * @param {any} value
 */
export const textOf = (value) => {
  if (isError(value)) return `${value.name}: ${value.message}`
  return isObject(value) ? `[object ${tagOf(value)}]` : String(value).slice(0, MAX_TEXT)
}

/** @typedef {{ write: (message: string, level: string, args: any[]) => void }} ConsoleSubscriber */

/** The channel of each function of the console. @type {Record<string, import('./channel.js').Channel<ConsoleSubscriber>>} */
const channels = Object.create(null)

/**
 * Notifies of the page's console output.
 * @param {ConsoleSubscriber} subscriber
 * @param {string[]} names of functions of the console
 */
export const onConsole = (subscriber, names = NAMES) =>
  all(
    map(names, (name) => {
      channels[name] ??= { subscribers: [] }
      const channel = channels[name]
      return subscribe(channel, () => install(name, channel), subscriber)
    }),
  )

/** @param {string} name @param {import('./channel.js').Channel<ConsoleSubscriber>} channel */
const install = (name, channel) =>
  wrap(
    globalThis.console,
    name,
    undefined,
    // Hidden from stacks: the stack that leads here is part of an event.
    hiddenFrame({
      balefireWrapped(/** @type {any} */ _, /** @type {any[]} */ args) {
        const isAssert = name === 'assert'
        // Our own warnings are not the page's.
        const isOurs = typeof args[0] === 'string' && args[0].startsWith('balefire:')
        if (isBusy || isOurs || (isAssert && args[0])) return
        const values = isAssert ? args.slice(1) : args
        const message = joined(map(values, textOf), ' ').slice(0, MAX_TEXT)
        isBusy = true
        notify(
          channel,
          'write',
          isAssert ? `Assertion failed${message && ': '}${message}` : message,
          LEVELS[name] ?? name,
          values,
        )
        isBusy = false
      },
    }),
  )
