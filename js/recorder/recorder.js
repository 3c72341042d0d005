// @ts-check

import { add, filter, last, map } from '../builtins/lists.js'
import { attempt, listen, timer } from '../builtins/originals.js'
import { isPageHidden } from '../builtins/page_hidden.js'
import { text } from '../builtins/types.js'
import { connect } from '../core/connection.js'
import { QUEUE_OVERFLOW } from '../core/discard_reasons.js'
import { join } from '../core/fields.js'
import { INIT } from '../core/operations.js'
import { pipeline } from '../report/pipeline.js'
import { getIsolationScope } from '../scope/current_scopes.js'
import { sendQueue } from '../send/queue.js'
import { endpoint, post } from '../send/transport.js'
import { breadcrumbAdder, breadcrumbOf } from './add_breadcrumb.js'
import { capturer } from './capture.js'
import { clientHooks } from './client_hooks.js'
import { integrationStarter } from './integration_starter.js'
import { jobQueue } from './jobs.js'
import { sessions } from './release_health.js'
import { rethrown } from './rethrown.js'

/**
 * The recorder. It notes captures at once, as they are; in the next task, off the page's way, the pipeline makes events of
 * them and the queue sends those.
 * @param {Record<string, any>} unchecked
 * @param {Bundle} bundle
 * @param {object} [calls] more functions of the client
 */
export const record = (unchecked, bundle, calls) => {
  const options = bundle.checkOptions(unchecked)
  const { release, environment = 'production', dsn, tunnel } = options
  const integrations = bundle.chooseIntegrations(options)
  /** @param {string} name @returns {any} */
  const has = (name) => filter(integrations, (integration) => integration.name === name)[0]
  // The page's own, before an integration wraps it.
  const { fetch } = globalThis
  const url = endpoint(dsn, tunnel)

  let isInHook = false
  /** While a function of the page runs inside the recorder, captures are ignored: they would call it again. @param {Function} hook */
  const withoutRecursion =
    (hook) =>
    (/** @type {any[]} */ ...args) => {
      const before = isInHook
      isInHook = true
      try {
        return hook(...args)
      } finally {
        isInHook = before
      }
    }
  const { on, emit } = clientHooks(withoutRecursion)
  const addBreadcrumb = breadcrumbAdder(options, withoutRecursion, emit)
  const jobs = jobQueue(
    () => {
      open()
      return core.isReady()
    },
    (count) => queue.countLoss(QUEUE_OVERFLOW, 'event', count),
  )
  const session = sessions(
    { release, environment },
    () => text(getIsolationScope().getUser()?.id ?? '') || undefined,
    (payload) => release && jobs.add(() => queue.enqueue({ type: 'session', payload }, true)),
  )
  /** Whether a capture waits: then a page that is left does not wait for the core. */
  let isCaptureWaiting = false
  const { capture, lastEventId } = capturer(
    options,
    () => isInHook,
    emit,
    (job) => {
      isCaptureWaiting = true
      jobs.add(() => {
        isCaptureWaiting = false
        report(job)
      })
      // The app is dying.
      if (job.mechanism === 'panic') jobs.work()
    },
  )

  /** @type {ReturnType<typeof connect>} */
  let core
  /** @type {ReturnType<typeof sendQueue>} */
  let queue
  /** @type {ReturnType<typeof pipeline>} */
  let report
  /** Makes core, queue and pipeline, in the first task that needs them: a page that starts is busy. */
  const open = () => {
    if (core) return
    core = connect(
      () => bundle.loadCore(fetch, options.wasm),
      () => {
        const flags = join([has('Dedupe') ? 1 : 0, options.sendClientReports === false ? 0 : 1])
        core.run(INIT, flags, 0, options.sampleRate ?? 1)
        queue.requeue()
      },
      jobs.work,
    )
    queue = sendQueue(core, {
      dsn,
      tunnelledDsn: tunnel && dsn,
      isOffline: options.offline !== false,
      beforePost: (envelope) => emit('beforePost', envelope),
      post: (body, isLeaving) => post(fetch, url, body, isLeaving),
    })
    report = pipeline(client, core.run, queue, withoutRecursion, afterEvent)
  }

  /** @param {any} event undefined for a repeat and for one that was not sampled @param {boolean} isUnhandled */
  const afterEvent = (event, isUnhandled) => {
    const thrown = last(/** @type {any[]} */ (event?.exception?.values))
    if (!event || thrown?.type) session.count(isUnhandled)
    if (event && has('Breadcrumbs')?.sentry) addBreadcrumb(breadcrumbOf(event, thrown), { event })
  }

  /** @param {boolean} isLeaving */
  const finish = (isLeaving) => {
    open()
    if (isCaptureWaiting) core.useFallback()
    jobs.work()
    queue.drain(isLeaving)
  }

  const { start, stopAll } = integrationStarter(() => client)
  const client = {
    ...calls,
    ...rethrown(),
    options,
    integrations,
    bundle,
    session,
    capture,
    lastEventId,
    addBreadcrumb,
    on,
    emit,
    getOptions: () => options,
    getIntegrationByName: has,
    /** @param {(event: any, hint: any) => any} processEvent */
    addEventProcessor: (processEvent) => add(integrations, { name: '', processEvent }),
    /** @param {import('../integrations.js').Integration} integration */
    addIntegration(integration) {
      add(integrations, integration)
      start(integration)
    },
    /** Handles an event from before `init`; set by the integration GlobalHandlers. @type {((event: any, now: number) => void) | undefined} */
    replay: undefined,
    /** Sends all that waits; whether it was sent within the time, in ms. */
    flush(timeout = 2000) {
      open()
      return queue.flush(timeout, jobs.work)
    },
    close() {
      stopAll()
      attempt(() => finish(false))
    },
  }

  const scope = getIsolationScope().update(options.initialScope)
  scope.onChange = session.updateUser
  map(integrations, start)
  timer(open)
  // Last, after integrations that have something to send then.
  start({
    name: '',
    setup: () => listen('visibilitychange', () => isPageHidden() && finish(true), true),
  })
  return client
}

/**
 * The parts that differ between bundles.
 * @typedef {{
 *   checkOptions: (options: Record<string, any>) => Record<string, any>,
 *   chooseIntegrations: (options: Record<string, any>) => import('../integrations.js').Integration[],
 *   loadCore: (fetch: typeof globalThis.fetch, url?: string | URL) => Promise<import('../core/core.js').Call>,
 *   loadWasmLookup?: () => Promise<typeof import('../on_demand/wasm/entry.js')>,
 * }} Bundle
 */

/** @typedef {ReturnType<typeof record>} Recorder */
