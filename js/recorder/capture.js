// @ts-check
import { now as clock, draw, isPlain, weakMap } from '../builtins/originals.js'
import { isPageHidden } from '../builtins/page_hidden.js'
import { ownId, randomId } from '../builtins/random_id.js'
import { isObject, read } from '../builtins/types.js'
import { snapshot } from '../scope/current_scopes.js'

/**
 * A capture, as its caller describes it. `exceptions` replaces those of `thrown`; `ownEvent` is an event of the page's own
 * making; `codeLocation` is file, line and column; `contexts` and
 * `trace` are the trace context and the sampling context of a page that traces; `panicLocation` is that of a panic, as one text.
 * @typedef {{
 *   mechanism?: string, handled?: boolean, data?: object, thrown?: unknown, message?: string, ownEvent?: any,
 *   exceptions?: import('../report/exceptions.js').Thrown[], codeLocation?: unknown[], panicLocation?: string,
 *   contexts?: { trace: object }, trace?: object, synthetic?: Error, scope?: any, now?: number, level?: string, isOwn?: boolean, current?: any, hint?: any,
 * }} Captured
 *
 * @typedef {(captured: Captured) => string} Capture returns the id of the event
 */

/**
 * Notes captures as they are; stage 2 makes events of them later.
 * @param {Record<string, any>} options
 * @param {() => boolean} isIgnored whether captures are ignored at the moment
 * @param {(name: string, captured: Captured) => void} emit listeners may change the capture
 * @param {{ repeated(captured: Captured): any, add(job: any): void }} waiting takes the noted captures
 */
export const capturer = ({ attachStacktrace, maxBreadcrumbs }, isIgnored, emit, waiting) => {
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
      if (isIgnored() || (isObject(thrown) && reported.has(thrown))) return lastEventId ?? randomId()
      if (isObject(thrown)) reported.set(thrown, 1)
      const repeated = waiting.repeated({ mechanism: 'generic', ...captured, thrown })
      if (repeated) return repeated.eventId
      const { ownEvent } = captured
      const eventId = ownId(ownEvent?.event_id ?? read(captured.hint ?? {}, 'event_id')) ?? randomId()
      if (!ownEvent?.type) lastEventId = eventId
      waiting.add({
        mechanism: 'generic',
        handled: true,
        ...captured,
        eventId,
        thrown,
        // The page may change it before stage 2 is there.
        asThrown: isPlain(thrown) ? { ...thrown } : thrown,
        synthetic: String(attachStacktrace) === 'false' ? undefined : synthetic,
        now,
        scope: snapshot(scope, ownEvent, maxBreadcrumbs, current),
        url: globalThis.location.href,
        isHidden: isPageHidden(),
        roll: draw(),
      })
      return eventId
    },
  }
}
