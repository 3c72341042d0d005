// @ts-check
import { attempt, listen, timer } from '../builtins/originals.js'
import { isError } from '../builtins/types.js'
import { CAPTURED } from '../observe/global_errors.js'

/**
 * In a worker: an error that nobody handles goes on to the worker's page, which gets its message and place alone. So that the
 * page's recorder knows that it is captured here, a copy of it goes on, with a mark behind the message.
 * @type {import('../integrations.js').Integration}
 */
export const workerErrorsIntegration = {
  name: 'WorkerErrors',
  setup({ skipNextError }) {
    if ('DedicatedWorkerGlobalScope' in globalThis && globalThis.reportError)
      return listen(
        'error',
        (/** @type {ErrorEvent} */ event) => void attempt(() => passOn(event, skipNextError)),
      )
  },
}

/** @param {ErrorEvent} event @param {() => void} skipNextError */
const passOn = (event, skipNextError) => {
  const { error, message, defaultPrevented } = event
  if (defaultPrevented || !isError(error) || message.endsWith(CAPTURED)) return
  const copy = marked(event)
  event.preventDefault()
  event.stopImmediatePropagation()
  // Not at once: while an error is reported, no other is. https://html.spec.whatwg.org/multipage/webappapis.html#report-an-exception
  timer(() => {
    skipNextError()
    reportError(copy)
  })
}

/** @param {ErrorEvent} event */
const marked = ({ error, filename, lineno }) => {
  const { name, message, stack, constructor: Own } = error
  /** @type {any} */
  const native = [globalThis, WebAssembly].map((/** @type {any} */ known) => known[Own.name])
  // Firefox takes the type from the constructor, and file and line from its arguments. Those with more arguments have others.
  const Made = native.includes(Own) && Own.length === 1 ? Own : Error
  return Object.assign(new Made(message + CAPTURED, filename, lineno), error, { name, stack })
}
