// @ts-check
import { now as clock, draw, weakMap } from '../builtins/originals.js'
import { randomId } from '../builtins/random_id.js'
import { isError, isObject, read } from '../builtins/types.js'
import { innerError } from '../report/exceptions.js'
import { snapshot } from '../scope/current_scopes.js'

/**
 * A capture, as its caller describes it. `exceptions` replaces those of `thrown`; `ownEvent` is an event of the page's own
 * making; `codeLocation` is file, line and column; `panicLocation` is that of a panic, as one text.
 * @typedef {{
 *   mechanism?: string, handled?: boolean, data?: object, thrown?: unknown, message?: string, ownEvent?: any,
 *   exceptions?: import('../report/exceptions.js').Thrown[], codeLocation?: unknown[], panicLocation?: string,
 *   synthetic?: Error, scope?: any, now?: number, level?: string, isOwn?: boolean, current?: any, hint?: any,
 * }} Captured
 *
 * @typedef {(captured: Captured) => string | undefined} Capture
 */

/**
 * Notes captures as they are; the pipeline makes events of them later.
 * @param {Record<string, any>} options
 * @param {() => boolean} isIgnored whether captures are ignored at the moment
 * @param {(name: string, captured: Captured) => void} emit listeners may change the capture
 * @param {(job: any) => void} add hands over the noted capture
 */
export const capturer = ({ attachStacktrace, maxBreadcrumbs }, isIgnored, emit, add) => {
  /** Errors that were captured already: one that is captured and rethrown is one event. */
  const reported = weakMap()
  /** @type {string | undefined} */
  let lastEventId
  return {
    lastEventId: () => lastEventId,
    /** @type {Capture} */
    capture(noted) {
      emit('beforeCapture', noted)
      const { thrown, scope, synthetic, now = clock(), current, ...captured } = noted
      const error = isError(thrown) ? thrown : innerError(thrown)
      if (isIgnored() || (isObject(error) && reported.has(error))) return lastEventId
      if (isObject(error)) reported.set(error, 1)
      const { ownEvent } = captured
      const eventId = ownEvent?.event_id ?? read(captured.hint ?? {}, 'event_id') ?? randomId()
      if (!ownEvent?.type) lastEventId = eventId
      add({
        mechanism: 'generic',
        handled: true,
        ...captured,
        eventId,
        thrown: error,
        asThrown: thrown,
        synthetic: attachStacktrace === false ? undefined : synthetic,
        now,
        scope: snapshot(scope, ownEvent, maxBreadcrumbs, current),
        url: globalThis.location.href,
        roll: draw(),
      })
      return eventId
    },
  }
}
