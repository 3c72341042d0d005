// @ts-check

import { isError } from '../kinds.js'
import { filter } from '../lists.js'
import { watchConsole } from './console.js'
import { ours } from './wrap.js'

/**
 * What the page writes to the console becomes an event of its own.
 * @param {{ levels?: string[], handled?: boolean }} [options] names of console functions; whether the page counts as unhurt
 */
export const captureConsoleIntegration = ({ levels, handled = true } = {}) => ({
  name: 'CaptureConsole',
  /** @param {import('../recorder.js').Recorder} recorder */
  setup: (recorder) =>
    watchConsole(
      ours({
        balefireWrapped(
          /** @type {string} */ message,
          /** @type {string} */ level,
          /** @type {any[]} */ args,
        ) {
          const [thrown] = filter(args, isError)
          const what = thrown && !message.startsWith('Assertion failed') ? { thrown } : { message }
          recorder.capture({
            ...what,
            mechanism: 'auto.core.capture_console',
            handled,
            synthetic: new Error(),
            scope: { level, logger: 'console', extra: { arguments: args } },
          })
        },
      }),
      levels,
    ),
})
