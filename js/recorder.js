// @ts-check
import { isError, isObject, unwrap } from './caught.js'
import { KEEP, LOST, QUEUE_OVERFLOW } from './core.js'
import { randomId } from './event.js'
import { join, text } from './fields.js'
import { chosen } from './integrations.js'
import { isLeft } from './leaving.js'
import { check } from './options.js'
import { outbox } from './outbox.js'
import { pipeline } from './pipeline.js'
import { getIsolationScope, snapshot } from './scopes.js'
import { endpoint } from './send.js'
import { sessions } from './session.js'

/** Most things that wait to be looked at. */
const MAX_JOBS = 500

/** Errors that were captured already: one that is captured and thrown on is one event. */
const captured = new WeakSet()

/**
 * The flight recorder. Notes at once what happens, as it is; in the next task, off the page's way, it makes an event of
 * it, asks the core, and sends what the core gives back.
 * @param {Record<string, any>} unchecked
 * @param {Parts} parts
 */
export const record = (unchecked, parts) => {
  const options = check(unchecked)
  const { release, environment = 'production', maxBreadcrumbs, beforeBreadcrumb } = options
  const list = chosen(options)
  /** @param {string} name @returns {any} */
  const has = (name) => list.find((integration) => integration.name === name)
  const timer = setTimeout.bind(globalThis)
  const listen = addEventListener
  /** @type {any[]} */
  const jobs = []
  let isScheduled = false
  let isCaught = false
  let tooMany = 0
  let isInHook = false
  let skipping = false
  /** @type {string | undefined} */
  let lastEventId

  const way = {
    url: endpoint(options.dsn, options.tunnel),
    // Who passes envelopes on must know where to.
    tunnelled: options.tunnel && options.dsn,
    rate: options.sampleRate ?? 1,
    flags: join([has('Dedupe') ? 1 : 0, options.sendClientReports === false ? 0 : 1]),
    wasm: (/** @type {typeof fetch} */ fetch) => parts.core(fetch, options.wasm),
    fetch: fetch.bind(globalThis),
    timer,
  }
  const session = sessions(
    { release, environment },
    () => text(getIsolationScope().getUser()?.id ?? '') || undefined,
    (json) => release && enqueue(() => box.tell(KEEP, join(['session', json]), Date.now(), 1)),
  )

  /** @type {ReturnType<typeof outbox>} */
  let box
  /** @type {ReturnType<typeof pipeline>} */
  let handle
  /** What looks at what was noted, and sends: made by the first task that needs it, not while the page starts. */
  const open = () => {
    box ??= outbox(way, work)
    handle ??= pipeline({ options, box, list, has, guarded, capture: recorder.capture, kept })
    return box
  }

  /** @param {any} event undefined where it was a repeat, or not drawn @param {boolean} isUnhandled */
  const kept = (event, isUnhandled) => {
    const { message, exception, event_id, level } = event ?? {}
    const { type, value } = exception?.values?.at(-1) ?? {}
    if (!event || type) session.count(isUnhandled)
    if (event && has('Breadcrumbs')?.sentry)
      addBreadcrumb({
        category: `sentry.${event.type ?? 'event'}`,
        event_id,
        level,
        message: type ? `${type}: ${value}` : message,
      })
  }

  /** What a function of the page's does to an event or a breadcrumb is not itself an event. @param {Function} hook */
  const guarded = (hook) => {
    return (/** @type {any} */ value, /** @type {any} */ hint) => {
      const before = isInHook
      isInHook = true
      try {
        return hook(value, hint)
      } finally {
        isInHook = before
      }
    }
  }

  /** @param {() => void} job */
  const enqueue = (job) => {
    if (jobs.length < MAX_JOBS) jobs.push(job)
    else tooMany++
    if (!isScheduled) timer(work)
    isScheduled = true
  }

  /** Looks at all that waits. */
  const work = () => {
    isScheduled = false
    if (!open().isOpen()) return
    isCaught = false
    if (tooMany) box.tell(LOST, String(QUEUE_OVERFLOW), Date.now(), tooMany)
    tooMany = 0
    // Those too that are added meanwhile: what an error makes of the session.
    for (let job = jobs.shift(); job; job = jobs.shift()) {
      try {
        job()
      } catch (error) {
        console.warn('balefire:', error)
      }
    }
  }

  /** @param {boolean} leaving */
  const finish = (leaving) => {
    if (isCaught) open().waitNoMore()
    work()
    box.drain(leaving)
  }

  /** @param {any} breadcrumb @param {any} [hint] */
  const addBreadcrumb = (breadcrumb, hint) => {
    const kept = beforeBreadcrumb ? guarded(beforeBreadcrumb)(breadcrumb, hint) : breadcrumb
    if (kept) getIsolationScope().addBreadcrumb(kept, maxBreadcrumbs)
  }

  /** @param {import('./integrations.js').Integration} integration */
  const start = (integration) => {
    try {
      undos.push(integration.setup?.(recorder))
    } catch (error) {
      console.warn('balefire: integration', integration.name, error)
    }
  }

  const recorder = {
    options,
    parts,
    session,
    /** The browser's own, past what the page or we have put in its place. */
    timer,
    addBreadcrumb,
    /**
     * @param {{
     *   mechanism?: string, handled?: boolean, data?: object, thrown?: unknown, message?: string, given?: any,
     *   described?: import('./caught.js').Thrown[], place?: unknown[], synthetic?: Error, scope?: any, now?: number,
     *   location?: string, level?: string, isOwn?: boolean,
     * }} caught
     * @param {any} [hint]
     * @returns {string | undefined}
     */
    capture({ thrown, scope, synthetic, now = Date.now(), ...caught }, hint) {
      const error = isError(thrown) ? thrown : unwrap(thrown)
      if (isInHook || (isObject(error) && captured.has(error))) return lastEventId
      if (isObject(error)) captured.add(error)
      const eventId = caught.given?.event_id ?? randomId()
      const job = {
        mechanism: 'generic',
        handled: true,
        ...caught,
        eventId,
        thrown: error,
        synthetic: options.attachStacktrace === false ? undefined : synthetic,
        hint,
        now,
        scope: snapshot(scope, caught.given, maxBreadcrumbs),
        url: globalThis.location.href,
        roll: Math.random(),
      }
      if (!caught.given?.type) lastEventId = eventId
      isCaught = true
      enqueue(() => handle(job))
      // The app is dying.
      if (caught.mechanism === 'panic') work()
      return eventId
    },
    /** The next global `error` event was captured already. */
    skipNextError() {
      skipping = true
      timer(() => {
        skipping = false
      })
    },
    isSkipping() {
      const is = skipping
      skipping = false
      return is
    },
    lastEventId: () => lastEventId,
    /** Sends all that waits; whether it was sent within the time, in ms. */
    flush: (timeout = 2000) => open().flush(timeout, work),
    /** @param {import('./integrations.js').Integration} integration */
    addIntegration(integration) {
      list.push(integration)
      start(integration)
    },
    close() {
      for (const undo of undos.splice(0)) undo?.()
      finish(false)
    },
  }

  const leave = () => {
    if (isLeft()) finish(true)
  }
  /** @type {((() => void) | void)[]} */
  const undos = [() => removeEventListener('visibilitychange', leave, true)]
  getIsolationScope().update(options.initialScope)
  list.forEach(start)
  timer(open)
  // The last to be told, after integrations that have something to send then.
  listen('visibilitychange', leave, true)
  return recorder
}

/**
 * What is not the same in every bundle: how the core is had, what reads the page's own wasm, and the module that was
 * there before, whose images events need too.
 * @typedef {{
 *   core: (fetch: typeof globalThis.fetch, url?: string | URL) => Promise<Response>,
 *   wasm: () => Promise<Wasm>,
 *   own?: () => Promise<Response | undefined>,
 * }} Parts
 * @typedef {typeof import('./wasm/part.js')} Wasm
 */

/** @typedef {ReturnType<typeof record>} Recorder */
