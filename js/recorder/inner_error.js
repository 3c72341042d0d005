// @ts-check
import { filter, map } from '../builtins/lists.js'
import { attempt, keysOf } from '../builtins/originals.js'
import { classOf, isError, isObject, read } from '../builtins/types.js'

/** The message, if it is a text or a number. @param {any} thrown */
export const messageOf = (thrown) => {
  const message = read(thrown, 'message')
  return isObject(message) ? undefined : message
}

/** Whether this is an object without message and stack: only its values describe it. @param {any} thrown */
export const isPlainObject = (thrown) =>
  isObject(thrown) && messageOf(thrown) === undefined && read(thrown, 'stack') === undefined

/** The error inside an ErrorEvent, or inside an object that is no error itself. @param {any} thrown */
export const innerError = (thrown) => {
  if (!isObject(thrown) || !isPlainObject(thrown))
    return (classOf(thrown) === 'ErrorEvent' && read(thrown, 'error')) || thrown
  return (
    attempt(() => {
      const members = map(keysOf(thrown), (key) => read(thrown, key))
      return filter(members, isError)[0]
    }) ?? thrown
  )
}
