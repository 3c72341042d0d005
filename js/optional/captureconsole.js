// @ts-check
import { filter } from '../builtins/lists.js'
import { isError } from '../builtins/types.js'
import { onConsole } from '../observe/instrument/console.js'
import { hiddenFrame } from '../observe/instrument/wrap.js'

/**
 * Console output of the page becomes an event of its own.
 * @param {{ levels?: string[], handled?: boolean }} [options] names of console functions; whether the session stays unhurt
 */
export const captureConsoleIntegration = ({ levels, handled = true } = {}) => ({
  name: 'CaptureConsole',
  /** @param {{ capture: import('../recorder/capture.js').Capture }} client */
  setup: ({ capture }) => {
    const write = hiddenFrame({
      balefireWrapped(/** @type {string} */ message, /** @type {string} */ level, /** @type {any[]} */ args) {
        const [thrown] = filter(args, isError)
        const what = thrown && !message.startsWith('Assertion failed') ? { thrown } : { message }
        capture({
          ...what,
          mechanism: 'auto.core.capture_console',
          handled,
          synthetic: new Error(),
          scope: { level, logger: 'console', extra: { arguments: args } },
        })
      },
    })
    return onConsole({ write }, levels)
  },
})
