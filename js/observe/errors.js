// @ts-check
import { attempt, listen } from '../builtins.js'
import { read } from '../kinds.js'
import { map } from '../lists.js'
import { all } from './wrap.js'

/** Most browsers begin the message with this, and some with the type. */
const MESSAGE = /^(?:uncaught (?:exception: )?)?(?:(\w*Error): )?(.*)$/is

/** What Chromium keeps of a stack is 10 frames unless told otherwise; Safari and Firefox keep more. */
const STACK_TRACE_LIMIT = 50

/** Our script, as others name it: the file of what its stand-ins throw on. */
const SCRIPT = /\/balefire(\.min)?\.js$/

const MECHANISM = 'auto.browser.global_handlers.on'

/** @typedef {import('../recorder.js').Recorder} Recorder */

/** Asks for longer stacks. A page may have frozen `Error`. */
export const lengthenStacks = () =>
  attempt(() => {
    Error.stackTraceLimit = Math.max(Error.stackTraceLimit ?? 0, STACK_TRACE_LIMIT)
  })

/** Errors and rejections that nobody handled. @returns {import('../integrations.js').Integration} */
export const globalHandlersIntegration = ({ onerror = true, onunhandledrejection = true } = {}) => ({
  name: 'GlobalHandlers',
  setup: (recorder) => {
    const handler = (/** @type {any} */ event, /** @type {number | undefined} */ now) =>
      void attempt(() => {
        const isError = event.type === 'error'
        if (isError && !recorder.isSkipping() && onerror) onError(recorder, event, now)
        if (!isError && onunhandledrejection) onRejection(recorder, event, now)
      })
    const undos = map(['error', 'unhandledrejection'], (kind) =>
      listen(kind, (event) => handler(event, undefined)),
    )
    // For events that were kept before anybody listened.
    recorder.replay = handler
    lengthenStacks()
    return all(undos)
  },
})

/** @param {Recorder} recorder @param {ErrorEvent} event @param {number} [now] */
const onError = (recorder, { error, message, filename, lineno, colno }, now) => {
  const isUnknown = (error ?? undefined) === undefined
  // Only of a worker: its own SDK threw it on after it had told of it.
  if (isUnknown && SCRIPT.test(filename)) return
  const place = [filename || location.href, lineno, colno]
  // Without the error itself, as in `Script error.`, the event is all there is.
  const [, type = 'Error', value] = MESSAGE.exec(message) ?? []
  const described = isUnknown ? [{ type, value: value ?? '' }] : undefined
  recorder.capture({ thrown: error, described, place, mechanism: `${MECHANISM}error`, handled: false, now })
}

/** @param {Recorder} recorder @param {any} event @param {number} [now] */
const onRejection = (recorder, event, now) => {
  // Some promise libraries dispatch a CustomEvent of this name.
  const thrown = 'reason' in event ? event.reason : (read(read(event, 'detail'), 'reason') ?? event)
  recorder.capture({ thrown, mechanism: `${MECHANISM}unhandledrejection`, handled: false, now })
}
