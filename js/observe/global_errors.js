// @ts-check

import { map } from '../builtins/lists.js'
import { attempt, listen } from '../builtins/originals.js'
import { read } from '../builtins/types.js'
import { all } from './instrument/wrap.js'

/** Frames of a stack. Chromium's default is 10; Safari and Firefox keep more. */
const STACK_TRACE_LIMIT = 50

/** Behind the message of an error that the recorder of a worker has captured: an invisible separator. */
export const CAPTURED = '\u2063'

/** The end of message and file of an error of a worker whose own recorder has captured it, and reported or rethrown it. */
const IS_CAPTURED = /\u2063|\/balefire(\.min)?\.js$/

const MECHANISM = 'auto.browser.global_handlers.on'

/** @typedef {import('../recorder/capture.js').Capture} Capture */

/** Asks Chromium for longer stacks. A page may have frozen `Error`. */
export const lengthenStacks = () =>
  attempt(() => {
    Error.stackTraceLimit = Math.max(Error.stackTraceLimit ?? 0, STACK_TRACE_LIMIT)
  })

/** Unhandled errors and rejections. @returns {import('../integrations.js').Integration} */
export const globalHandlersIntegration = ({ onerror = true, onunhandledrejection = true } = {}) => ({
  name: 'GlobalHandlers',
  setup: (client) => {
    const { capture, isSkipping } = client
    const handler = (/** @type {any} */ event, /** @type {number | undefined} */ now) =>
      void attempt(() => {
        const isError = event.type === 'error'
        if (isError && !isSkipping() && onerror) onError(capture, event, now)
        if (!isError && onunhandledrejection) onRejection(capture, event, now)
      })
    const cleanups = map(['error', 'unhandledrejection'], (kind) =>
      listen(kind, (event) => handler(event, undefined)),
    )
    // For events that the inline loader has buffered.
    client.replay = handler
    lengthenStacks()
    return all(cleanups)
  },
})

/** @param {Capture} capture @param {ErrorEvent} event @param {number} [now] */
const onError = (capture, { error, message, filename, lineno, colno }, now) => {
  const isUnknown = (error ?? undefined) === undefined
  if (isUnknown && IS_CAPTURED.test(message + filename)) return
  capture({
    thrown: error,
    // `Script error.` has no error object, only the event. Stage 2 looks for a type in the message.
    exceptions: isUnknown ? [{ value: message }] : undefined,
    codeLocation: [filename || location.href, lineno, colno],
    mechanism: `${MECHANISM}error`,
    handled: false,
    now,
  })
}

/** @param {Capture} capture @param {any} event @param {number} [now] */
const onRejection = (capture, event, now) => {
  // Some promise libraries dispatch a CustomEvent of this name.
  const thrown = 'reason' in event ? event.reason : (read(read(event, 'detail'), 'reason') ?? event)
  capture({ thrown, mechanism: `${MECHANISM}unhandledrejection`, handled: false, now })
}
