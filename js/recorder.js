// @ts-check
import { attempt, now as clock, draw, listen, timer, warn, weakMap } from './builtins.js'
import { unwrap } from './caught.js'
import { QUEUE_OVERFLOW } from './core.js'
import { randomId } from './event.js'
import { join, text } from './fields.js'
import { isError, isObject, read } from './kinds.js'
import { isLeft } from './leaving.js'
import { add, filter, last, map } from './lists.js'
import { outbox } from './outbox.js'
import { pipeline } from './pipeline.js'
import { getIsolationScope, snapshot } from './scopes.js'
import { endpoint } from './send.js'
import { sessions } from './session.js'

/** Most things that wait to be looked at. */
const MAX_JOBS = 500

/**
 * The flight recorder. Notes at once what happens, as it is; in the next task, off the page's way, it makes an event of
 * it, asks the core, and sends what the core gives back.
 * @param {Record<string, any>} unchecked
 * @param {Parts} parts
 * @param {object} [calls] of the client
 */
export const record = (unchecked, parts, calls) => {
  const options = parts.check(unchecked)
  const { release, environment = 'production', maxBreadcrumbs, beforeBreadcrumb } = options
  const list = parts.chosen(options)
  /** @param {string} name @returns {any} */
  const has = (name) => filter(list, (integration) => integration.name === name)[0]
  const { fetch } = globalThis
  /** Errors that were captured already: one that is captured and thrown on is one event. */
  const captured = weakMap()
  /** Who is told of what, by the names of Sentry's. @type {[string, Function][]} */
  let told = []
  /** @type {any[]} */
  let jobs = []
  let isScheduled = false
  let isCaught = false
  let tooMany = 0
  let isInHook = false
  let skipping = false
  /** @type {string | undefined} */
  let lastEventId

  /** @type {Parameters<typeof outbox>[0]} */
  const way = {
    url: endpoint(options.dsn, options.tunnel),
    // Who passes envelopes on must know where to.
    tunnelled: options.tunnel && options.dsn,
    rate: options.sampleRate ?? 1,
    flags: join([has('Dedupe') ? 1 : 0, options.sendClientReports === false ? 0 : 1]),
    wasm: (/** @type {typeof fetch} */ fetch) => parts.core(fetch, options.wasm),
    fetch: (...args) => fetch(...args),
    parts,
  }
  const session = sessions(
    { release, environment },
    () => text(getIsolationScope().getUser()?.id ?? '') || undefined,
    (payload) => release && enqueue(() => box.keep({ kind: 'session', payload }, 1)),
  )

  /** @type {ReturnType<typeof outbox>} */
  let box
  /** @type {ReturnType<typeof pipeline>} */
  let handle
  /** What looks at what was noted, and sends: made by the first task that needs it, not while the page starts. */
  const open = () => {
    box ??= outbox(way, work)
    handle ??= pipeline({
      options,
      box,
      list,
      has,
      guarded,
      capture: recorder.capture,
      kept,
      emit,
      client: recorder,
    })
    return box
  }

  /** @param {any} event undefined where it was a repeat, or not drawn @param {boolean} isUnhandled */
  const kept = (event, isUnhandled) => {
    const { message, exception, event_id, level } = event ?? {}
    const { type, value } = last(/** @type {any[]} */ (exception?.values)) ?? {}
    if (!event || type) session.count(isUnhandled)
    if (event && has('Breadcrumbs')?.sentry)
      addBreadcrumb(
        {
          category: `sentry.${event.type ?? 'event'}`,
          event_id,
          level,
          message: type ? `${type}: ${value}` : message,
        },
        { event },
      )
  }

  /** What a function of the page's does to an event or a breadcrumb is not itself an event. @param {Function} hook */
  const guarded = (hook) => {
    return (/** @type {any[]} */ ...args) => {
      const before = isInHook
      isInHook = true
      try {
        return hook(...args)
      } finally {
        isInHook = before
      }
    }
  }

  /** @param {string} name @param {...any} what */
  const emit = (name, ...what) =>
    void map(told, ([of, act]) => of === name && attempt(() => guarded(act)(...what)))

  /** @param {() => void} job */
  const enqueue = (job) => {
    if (jobs.length < MAX_JOBS) add(jobs, job)
    else tooMany++
    if (!isScheduled) timer(work)
    isScheduled = true
  }

  /** Looks at all that waits. */
  const work = () => {
    isScheduled = false
    if (!open().isOpen()) return
    isCaught = false
    if (tooMany) box.lose(QUEUE_OVERFLOW, '', tooMany)
    tooMany = 0
    // Those too that are added meanwhile: what an error makes of the session.
    while (jobs.length) {
      const waiting = jobs
      jobs = []
      map(waiting, (job) => {
        try {
          job()
        } catch (error) {
          warn('', error)
        }
      })
    }
  }

  /** @param {boolean} leaving */
  const finish = (leaving) => {
    if (isCaught) open().waitNoMore()
    work()
    box.drain(leaving)
  }

  /** @param {any} given @param {any} [hint] */
  const addBreadcrumb = (given, hint) => {
    const breadcrumb = { timestamp: clock() / 1000, ...given }
    emit('beforeAddBreadcrumb', breadcrumb, hint)
    const kept = beforeBreadcrumb ? guarded(beforeBreadcrumb)(breadcrumb, hint) : breadcrumb
    if (kept) getIsolationScope().addBreadcrumb(kept, maxBreadcrumbs)
  }

  /** @param {import('./integrations.js').Integration} integration */
  const start = (integration) => {
    try {
      integration.setupOnce?.()
      add(undos, integration.setup?.(recorder))
      integration.afterAllSetup?.(recorder)
    } catch (error) {
      warn(' integration', integration.name, error)
    }
  }

  const recorder = {
    ...calls,
    options,
    parts,
    session,
    addBreadcrumb,
    emit,
    getOptions: () => options,
    getIntegrationByName: has,
    /** @param {(event: any, hint: any) => any} processEvent */
    addEventProcessor: (processEvent) => add(list, { name: '', processEvent }),
    /** @param {string} name of Sentry's @param {Function} act gives the way back */
    on(name, act) {
      /** @type {[string, Function]} */
      const one = [name, act]
      add(told, one)
      return () => {
        told = filter(told, (it) => it !== one)
      }
    },
    /**
     * @param {{
     *   mechanism?: string, handled?: boolean, data?: object, thrown?: unknown, message?: string, given?: any,
     *   described?: import('./caught.js').Thrown[], place?: unknown[], synthetic?: Error, scope?: any, now?: number,
     *   location?: string, level?: string, isOwn?: boolean, current?: any,
     * }} caught
     * @param {any} [hint]
     * @returns {string | undefined}
     */
    capture({ thrown, scope, synthetic, now = clock(), current, ...caught }, hint) {
      const error = isError(thrown) ? thrown : unwrap(thrown)
      if (isInHook || (isObject(error) && captured.has(error))) return lastEventId
      if (isObject(error)) captured.set(error, 1)
      const eventId = caught.given?.event_id ?? read(hint ?? {}, 'event_id') ?? randomId()
      const job = {
        mechanism: 'generic',
        handled: true,
        ...caught,
        eventId,
        thrown: error,
        holder: thrown,
        synthetic: options.attachStacktrace === false ? undefined : synthetic,
        hint,
        now,
        scope: snapshot(scope, caught.given, maxBreadcrumbs, current),
        url: globalThis.location.href,
        roll: draw(),
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
    /** Handles an event that was kept before anybody listened. @type {(event: any, now: number) => void} */
    replay() {},
    /** Sends all that waits; whether it was sent within the time, in ms. */
    flush(timeout = 2000) {
      return open().flush(timeout, work)
    },
    /** @param {import('./integrations.js').Integration} integration */
    addIntegration(integration) {
      add(list, integration)
      start(integration)
    },
    close() {
      map(undos, (undo) => attempt(() => undo?.()))
      undos = []
      attempt(() => finish(false))
    },
  }

  const leave = () => {
    if (isLeft()) finish(true)
  }
  /** @type {((() => void) | void)[]} */
  let undos = []
  const scope = getIsolationScope().update(options.initialScope)
  scope.onChange = session.learnUser
  map(list, start)
  timer(open)
  // The last to be told, after integrations that have something to send then.
  add(undos, listen('visibilitychange', leave, true))
  return recorder
}

/**
 * What is not the same in every bundle: which options and integrations there are, how the core is had, and what reads the
 * page's own wasm, where that comes later. What follows the items of an event in its envelope is there where an
 * integration attaches files.
 * @typedef {{
 *   check: (given: Record<string, any>) => Record<string, any>,
 *   chosen: (options: Record<string, any>) => import('./integrations.js').Integration[],
 *   core: (fetch: typeof globalThis.fetch, url?: string | URL) => Promise<import('./core.js').Call>,
 *   wasm?: () => Promise<Wasm>,
 *   withFiles?: (envelope: string, eventId: string | undefined) => Uint8Array | undefined,
 * }} Parts
 * @typedef {typeof import('./wasm/part.js')} Wasm
 */

/** @typedef {ReturnType<typeof record>} Recorder */
