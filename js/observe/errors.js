// @ts-check
import { read } from '../normalize.js'

/** Most browsers begin the message with this, and some with the type. */
const MESSAGE = /^(?:uncaught (?:exception: )?)?(?:(\w*Error): )?(.*)$/is

/** What Chromium keeps of a stack is 10 frames unless told otherwise; Safari and Firefox keep more. */
export const STACK_TRACE_LIMIT = 50

const MECHANISM = 'auto.browser.global_handlers.on'

/** @typedef {import('../recorder.js').Recorder} Recorder */

/** @type {((event: any, now?: number) => void)[]} those who listen, for events that were kept before they did */
const handlers = []

/** Errors and rejections that nobody handled. @returns {import('../integrations.js').Integration} */
export const globalHandlersIntegration = ({ onerror = true, onunhandledrejection = true } = {}) => ({
  name: 'GlobalHandlers',
  setup: (recorder) => {
    Error.stackTraceLimit = Math.max(Error.stackTraceLimit ?? 0, STACK_TRACE_LIMIT)
    /** @param {any} event @param {number} [now] */
    const handler = (event, now) => {
      try {
        const isError = event.type === 'error'
        if (isError && !recorder.isSkipping() && onerror) onError(recorder, event, now)
        if (!isError && onunhandledrejection) onRejection(recorder, event, now)
      } catch {}
    }
    const listener = (/** @type {any} */ event) => handler(event)
    const kinds = ['error', 'unhandledrejection']
    for (const kind of kinds) addEventListener(kind, listener)
    handlers.push(handler)
    return () => {
      for (const kind of kinds) removeEventListener(kind, listener)
      handlers.splice(handlers.indexOf(handler), 1)
    }
  },
})

/** @param {Recorder} recorder @param {ErrorEvent} event @param {number} [now] */
const onError = (recorder, { error, message, filename, lineno, colno }, now) => {
  const place = [filename || location.href, lineno, colno]
  // Without the error itself, as in `Script error.`, the event is all there is.
  const [, type = 'Error', value] = MESSAGE.exec(message) ?? []
  const described = (error ?? undefined) === undefined ? [{ type, value: value ?? '' }] : undefined
  recorder.capture({ thrown: error, described, place, mechanism: `${MECHANISM}error`, handled: false, now })
}

/** @param {Recorder} recorder @param {any} event @param {number} [now] */
const onRejection = (recorder, event, now) => {
  // Some promise libraries dispatch a CustomEvent of this name.
  const thrown = 'reason' in event ? event.reason : (read(event, 'detail')?.reason ?? event)
  recorder.capture({ thrown, mechanism: `${MECHANISM}unhandledrejection`, handled: false, now })
}

/** Handles an event that was kept before anybody listened. @param {any} event @param {number} now */
export const replay = (event, now) => {
  for (const handler of handlers) handler(event, now)
}
