// @ts-check
import { weakMap } from '../builtins/originals.js'
import { isError, isObject } from '../builtins/types.js'
import { innerError } from './inner_error.js'

/** Puts the error that is inside of what was thrown in its place, and tells whether an event was made of it before. */
export const knownErrors = () => {
  const known = weakMap()
  return (/** @type {any} */ job) => {
    const { thrown } = job
    const error = isError(thrown) ? thrown : innerError(thrown)
    job.thrown = error
    if (!isObject(error)) return false
    const isKnown = known.has(error)
    known.set(error, 1)
    return isKnown
  }
}
