// @ts-check
import { map } from '../builtins/lists.js'

/** The frames of all exceptions of an event. @param {any} event @param {(frame: any) => unknown} act */
export const eachFrame = (event, act) =>
  map(event.exception?.values ?? [], (exception) => map(exception?.stacktrace?.frames ?? [], act))
