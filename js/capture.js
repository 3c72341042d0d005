// @ts-check
import { attempt, NativeError } from './builtins.js'
import { short } from './caught.js'
import { isError } from './kinds.js'
import { Scope } from './scope.js'

/** @typedef {import('./recorder.js').Recorder} Recorder */

/** What a page, a scope and a client have in common. @param {() => Recorder | undefined} recorderOf the page's */
export const captures = (recorderOf) => {
  /**
   * @param {any} self a scope, a client, or the page's API
   * @param {any} captured
   * @param {any} [hint] Sentry's hint, or what it calls a capture context
   */
  const handled = (self, captured, hint) => {
    const current = self instanceof Scope ? self : undefined
    /** @type {Recorder | undefined} */
    const recorder = self?.capture ? self : recorderOf()
    const level = typeof hint === 'string' ? hint : undefined
    const { captureContext, mechanism, syntheticException, ...others } = Object(level ? {} : hint)
    const isContext = typeof hint === 'function' || hint?.setUser
    const { type, ...how } = Object(mechanism)
    const synthetic = syntheticException ?? captured.synthetic
    return attempt(() =>
      recorder?.capture(
        {
          ...(type && { mechanism: type }),
          ...how,
          ...captured,
          level,
          synthetic,
          current,
          scope: captureContext ?? (isContext ? hint : others),
        },
        others,
      ),
    )
  }
  return {
    /** @this {any} @param {unknown} thrown @param {any} [hint] */
    captureException(thrown, hint) {
      let synthetic
      // Only what has no stack of its own needs that of the call; to make one costs microseconds.
      try {
        synthetic = isError(thrown) ? undefined : new NativeError()
      } catch {}
      return handled(this, { thrown, synthetic }, hint)
    },
    /** @this {any} @param {any} message @param {any} [hint] */
    captureMessage(message, hint) {
      let synthetic
      let given
      try {
        synthetic = new NativeError()
        // Of `parameterize`: the message is an object then.
        given = message.given
      } catch {}
      return handled(this, { message: short(message), given, synthetic }, hint)
    },
    /** @this {any} @param {any} given @param {any} [hint] */
    captureEvent(given, hint) {
      return handled(this, { given }, hint)
    },
  }
}
