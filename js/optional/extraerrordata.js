// @ts-check

import { jsonOf } from '../builtins/json_of.js'
import { map } from '../builtins/lists.js'
import { attempt, keysOf } from '../builtins/originals.js'
import { classOf, isError, isObject, read, text } from '../builtins/types.js'
import { normalizer } from '../report/normalize.js'

/** Members of an error that its exception and its frames already show. */
const NATIVE = /^(name|message|stack|line|column|fileName|lineNumber|columnNumber|toJSON|cause)$/

/** @param {any} error */
const nameOf = (error) => text(read(error, 'name') || classOf(error))

/**
 * The members that the page gave to an error, and those of its `toJSON`; errors among them as text.
 * @param {any} error
 * @param {boolean} hasCause whether its cause is added too
 */
export const dataOf = (error, hasCause) => {
  /** @type {Record<string, unknown>} */
  const data = {}
  /** @param {any} object @param {RegExp} [left] */
  const take = (object, left) =>
    map(keysOf(object), (key) => {
      if (left?.test(key)) return
      const value = read(object, key)
      data[key] = isError(value) ? text(value) : value
    })
  take(error, NATIVE)
  const cause = hasCause ? read(error, 'cause') : undefined
  if (cause !== undefined) data.cause = isError(cause) ? { [nameOf(cause)]: dataOf(cause, false) } : cause
  const json = attempt(() => jsonOf(error)?.call(error))
  if (isObject(json)) take(json)
  return data
}

/**
 * Members that the page has put on an error become a context of the error's name.
 * @param {{ depth?: number, captureErrorCause?: boolean }} [options]
 */
export const extraErrorDataIntegration = ({ depth = 3, captureErrorCause = true } = {}) => ({
  name: 'ExtraErrorData',
  /** @param {any} event @param {any} hint @param {any} client */
  processEvent(event, hint, client) {
    const error = hint?.originalException
    if (!isError(error)) return event
    const data = attempt(() => dataOf(error, captureErrorCause)) ?? {}
    if (!keysOf(data).length) return event
    // The event is normalized already.
    const plain = normalizer(client.getOptions())(data, depth)
    return { ...event, contexts: { ...event.contexts, [nameOf(error)]: plain } }
  },
})
