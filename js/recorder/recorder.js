// @ts-check

import { add, filter, last, map } from '../builtins/lists.js'
import { attempt, now as clock, draw, listen, timer, warn, weakMap } from '../builtins/originals.js'
import { isPageHidden } from '../builtins/page_hidden.js'
import { isError, isObject, read } from '../builtins/types.js'
import { QUEUE_OVERFLOW } from '../core/core.js'
import { join, text } from '../core/fields.js'
import { randomId } from '../report/event.js'
import { innerError } from '../report/exceptions.js'
import { pipeline } from '../report/pipeline.js'
import { getIsolationScope, snapshot } from '../scope/current_scopes.js'
import { sendQueue } from '../send/queue.js'
import { endpoint } from '../send/transport.js'
import { sessions } from './release_health.js'

/** Most things that wait to be looked at. */
const MAX_JOBS = 500

/**
 * The flight recorder. Notes at once what happens, as it is; in the next task, off the page's way, it makes an event of
 * it, asks the core, and sends what the core gives back.
 * @param {Record<string, any>} unchecked
 * @param {Bundle} bundle
 * @param {object} [calls] of the client
 */
export const record = (unchecked, bundle, calls) => {
  const options = bundle.checkOptions(unchecked)
  const { release, environment = 'production', maxBreadcrumbs, beforeBreadcrumb } = options
  const list = bundle.chooseIntegrations(options)
  /** @param {string} name @returns {any} */
  const has = (name) => filter(list, (integration) => integration.name === name)[0]
  const { fetch } = globalThis
  /** Errors that were captured already: one that is captured and thrown on is one event. */
  const reported = weakMap()
  /** Who is told of what, by the names of Sentry's. @type {[string, Function][]} */
  let listeners = []
  /** @type {any[]} */
  let jobs = []
  let isScheduled = false
  let hasCaptured = false
  let overflow = 0
  let isInHook = false
  let isRethrown = false
  /** @type {string | undefined} */
  let lastEventId

  /** @type {Parameters<typeof sendQueue>[0]} */
  const sender = {
    url: endpoint(options.dsn, options.tunnel),
    // Who passes envelopes on must know where to.
    tunnelled: options.tunnel && options.dsn,
    rate: options.sampleRate ?? 1,
    flags: join([has('Dedupe') ? 1 : 0, options.sendClientReports === false ? 0 : 1]),
    wasm: (/** @type {typeof fetch} */ fetch) => bundle.core(fetch, options.wasm),
    fetch: (...args) => fetch(...args),
    bundle,
  }
  const session = sessions(
    { release, environment },
    () => text(getIsolationScope().getUser()?.id ?? '') || undefined,
    (payload) => release && enqueue(() => queue.enqueue({ kind: 'session', payload }, 1)),
  )

  /** @type {ReturnType<typeof sendQueue>} */
  let queue
  /** @type {ReturnType<typeof pipeline>} */
  let handle
  /** What looks at what was noted, and sends: made by the first task that needs it, not while the page starts. */
  const open = () => {
    queue ??= sendQueue(sender, work)
    handle ??= pipeline({
      options,
      queue,
      list,
      has,
      withoutRecursion,
      capture: recorder.capture,
      afterEvent,
      emit,
      client: recorder,
    })
    return queue
  }

  /** @param {any} event undefined where it was a repeat, or not drawn @param {boolean} isUnhandled */
  const afterEvent = (event, isUnhandled) => {
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
  const withoutRecursion = (hook) => {
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
    void map(listeners, ([of, act]) => of === name && attempt(() => withoutRecursion(act)(...what)))

  /** @param {() => void} job */
  const enqueue = (job) => {
    if (jobs.length < MAX_JOBS) add(jobs, job)
    else overflow++
    if (!isScheduled) timer(work)
    isScheduled = true
  }

  /** Looks at all that waits. */
  const work = () => {
    isScheduled = false
    if (!open().isReady()) return
    hasCaptured = false
    if (overflow) queue.lose(QUEUE_OVERFLOW, '', overflow)
    overflow = 0
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
    if (hasCaptured) open().useFallback()
    work()
    queue.drain(leaving)
  }

  /** @param {any} given @param {any} [hint] */
  const addBreadcrumb = (given, hint) => {
    const breadcrumb = { timestamp: clock() / 1000, ...given }
    emit('beforeAddBreadcrumb', breadcrumb, hint)
    const kept = beforeBreadcrumb ? withoutRecursion(beforeBreadcrumb)(breadcrumb, hint) : breadcrumb
    if (kept) getIsolationScope().addBreadcrumb(kept, maxBreadcrumbs)
  }

  /** @param {import('../integrations.js').Integration} integration */
  const start = (integration) => {
    try {
      integration.setupOnce?.()
      add(cleanups, integration.setup?.(recorder))
      integration.afterAllSetup?.(recorder)
    } catch (error) {
      warn(' integration', integration.name, error)
    }
  }

  const recorder = {
    ...calls,
    options,
    bundle,
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
      add(listeners, one)
      return () => {
        listeners = filter(listeners, (it) => it !== one)
      }
    },
    /**
     * @param {{
     *   mechanism?: string, handled?: boolean, data?: object, thrown?: unknown, message?: string, ownEvent?: any,
     *   exceptions?: import('../report/exceptions.js').Thrown[], codeLocation?: unknown[], synthetic?: Error, scope?: any, now?: number,
     *   location?: string, level?: string, isOwn?: boolean, current?: any,
     * }} caught
     * @param {any} [hint]
     * @returns {string | undefined}
     */
    capture({ thrown, scope, synthetic, now = clock(), current, ...captured }, hint) {
      const error = isError(thrown) ? thrown : innerError(thrown)
      if (isInHook || (isObject(error) && reported.has(error))) return lastEventId
      if (isObject(error)) reported.set(error, 1)
      const eventId = captured.ownEvent?.event_id ?? read(hint ?? {}, 'event_id') ?? randomId()
      const job = {
        mechanism: 'generic',
        handled: true,
        ...captured,
        eventId,
        thrown: error,
        asThrown: thrown,
        synthetic: options.attachStacktrace === false ? undefined : synthetic,
        hint,
        now,
        scope: snapshot(scope, captured.ownEvent, maxBreadcrumbs, current),
        url: globalThis.location.href,
        roll: draw(),
      }
      if (!captured.ownEvent?.type) lastEventId = eventId
      hasCaptured = true
      enqueue(() => handle(job))
      // The app is dying.
      if (captured.mechanism === 'panic') work()
      return eventId
    },
    /** The next global `error` event was captured already. */
    skipNextError() {
      isRethrown = true
      timer(() => {
        isRethrown = false
      })
    },
    isSkipping() {
      const is = isRethrown
      isRethrown = false
      return is
    },
    lastEventId: () => lastEventId,
    /** Handles an event that was kept before anybody listened. @type {(event: any, now: number) => void} */
    replay() {},
    /** Sends all that waits; whether it was sent within the time, in ms. */
    flush(timeout = 2000) {
      return open().flush(timeout, work)
    },
    /** @param {import('../integrations.js').Integration} integration */
    addIntegration(integration) {
      add(list, integration)
      start(integration)
    },
    close() {
      map(cleanups, (cleanup) => attempt(() => cleanup?.()))
      cleanups = []
      attempt(() => finish(false))
    },
  }

  const leave = () => {
    if (isPageHidden()) finish(true)
  }
  /** @type {((() => void) | void)[]} */
  let cleanups = []
  const scope = getIsolationScope().update(options.initialScope)
  scope.onChange = session.updateUser
  map(list, start)
  timer(open)
  // The last to be told, after integrations that have something to send then.
  add(cleanups, listen('visibilitychange', leave, true))
  return recorder
}

/**
 * What is not the same in every bundle: which options and integrations there are, how the core is had, and what reads the
 * page's own wasm, where that comes later. What follows the items of an event in its envelope is there where an
 * integration attaches files.
 * @typedef {{
 *   checkOptions: (options: Record<string, any>) => Record<string, any>,
 *   chooseIntegrations: (options: Record<string, any>) => import('../integrations.js').Integration[],
 *   core: (fetch: typeof globalThis.fetch, url?: string | URL) => Promise<import('../core/core.js').Call>,
 *   wasm?: () => Promise<Wasm>,
 *   withAttachments?: (envelope: string, eventId: string | undefined) => Uint8Array | undefined,
 * }} Parts
 * @typedef {typeof import('../on_demand/wasm/entry.js')} Wasm
 */

/** @typedef {ReturnType<typeof record>} Recorder */
