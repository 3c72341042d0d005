// @ts-check
import { attempt, NativeError } from '../builtins/originals.js'
import { randomId } from '../builtins/random_id.js'
import { cut, isError } from '../builtins/types.js'
import { Scope } from '../scope/scope.js'

/** @typedef {import('../recorder/recorder.js').Recorder} Recorder */

/** The captures of the public api, of a scope and of a client. @param {() => Recorder | undefined} recorderOf the page's */
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
    const id = attempt(() =>
      recorder?.capture({
        ...(type && { mechanism: type }),
        ...how,
        ...captured,
        level,
        synthetic,
        current,
        scope: captureContext ?? (isContext ? hint : others),
        hint: others,
      }),
    )
    // As Sentry's functions, which return an id even where nothing is sent.
    return id ?? randomId()
  }
  return {
    /** @this {any} @param {unknown} thrown @param {any} [hint] */
    captureException(thrown, hint) {
      let synthetic
      // Only a value without a stack needs the stack of the call, which costs microseconds.
      try {
        synthetic = isError(thrown) ? undefined : new NativeError()
      } catch {}
      return handled(this, { thrown, synthetic }, hint)
    },
    /** @this {any} @param {any} message @param {any} [hint] */
    captureMessage(message, hint) {
      let synthetic
      let ownEvent
      try {
        synthetic = new NativeError()
        // `parameterize` makes an object with this member.
        ownEvent = message.given
      } catch {}
      return handled(this, { message: cut(message), ownEvent, synthetic }, hint)
    },
    /** @this {any} @param {any} event @param {any} [hint] */
    captureEvent(event, hint) {
      return handled(this, { ownEvent: event }, hint)
    },
  }
}
