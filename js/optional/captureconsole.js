// @ts-check

import { filter } from '../builtins/lists.js'
import { isError } from '../builtins/types.js'
import { onConsole } from '../observe/console_breadcrumbs.js'
import { hiddenFrame } from '../observe/instrument/wrap.js'

/**
 * Console output of the page becomes an event of its own.
 * @param {{ levels?: string[], handled?: boolean }} [options] names of console functions; whether the page counts as unhurt
 */
export const captureConsoleIntegration = ({ levels, handled = true } = {}) => ({
  name: 'CaptureConsole',
  /** @param {import('../recorder/recorder.js').Recorder} recorder */
  setup: (recorder) =>
    onConsole(
      hiddenFrame({
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
