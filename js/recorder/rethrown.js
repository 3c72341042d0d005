// @ts-check
import { timer } from '../builtins/originals.js'

/** Knows whether the next global `error` event is of an error that a wrapper has captured and rethrown. */
export const rethrown = () => {
  let isExpected = false
  return {
    skipNextError() {
      isExpected = true
      timer(() => {
        isExpected = false
      })
    },
    isSkipping() {
      const is = isExpected
      isExpected = false
      return is
    },
  }
}
