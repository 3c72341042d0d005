// @ts-check

import { add, map } from '../builtins/lists.js'
import { after, attempt, listen } from '../builtins/originals.js'
import { isPageHidden } from '../builtins/page_hidden.js'
import { text } from '../builtins/types.js'
import { getIsolationScope } from '../scope/current_scopes.js'
import { breadcrumbAdder } from './add_breadcrumb.js'
import { capturer } from './capture.js'
import { clientHooks } from './client_hooks.js'
import { endpoint, isOffline } from './endpoint.js'
import { integrationStarter } from './integration_starter.js'
import { sessions } from './release_health.js'
import { rethrown } from './rethrown.js'
import { waitingCaptures } from './waiting_captures.js'

/**
 * The answer to a request; none where the page is left first. Chromium fails the promises of such a page, though its requests
 * with `keepalive` go on and arrive; Firefox and Safari leave them open.
 * @param {Promise<Response>} answer
 * @param {boolean} isLast whether the page may end: what is refused then is kept at once
 */
const unlessLeft = async (answer, isLast) => {
  try {
    return await answer
  } catch (error) {
    // A page that is being left has no later task.
    if (!isLast) await after()
    throw error
  }
}

/**
 * The recorder: stage 1. It notes captures at once, as they are; in the next task, off the page's way, the reporter (stage
 * 2) makes events of them. Until the reporter is there, or if it cannot be had, the last resort sends.
 * @param {Record<string, any>} unchecked
 * @param {Bundle} bundle
 * @param {object} [calls] more functions of the client
 * @param {(client: any) => void} [announce] gets the client before its integrations start: they may call the API
 */
export const record = (unchecked, bundle, calls, announce) => {
  const options = { ...unchecked }
  const { release, environment = 'production', dsn, tunnel } = options
  const integrations = bundle.chooseIntegrations(options)
  // The page's own, before an integration wraps it.
  const { fetch: pageFetch } = globalThis
  const fetch = (/** @type {Parameters<typeof pageFetch>} */ ...args) =>
    unlessLeft(pageFetch(...args), isPageHidden())
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
  const { on, emit, hasListener } = clientHooks(withoutRecursion)
  const addBreadcrumb = breadcrumbAdder(options, withoutRecursion, emit)
  const waiting = waitingCaptures(() => stage2.work())
  const session = sessions(
    { release, environment },
    () => text(getIsolationScope().getUser()?.id ?? '') || undefined,
    (payload) => release && stage2.sendItem({ type: 'session', payload }),
  )
  const { capture, lastEventId } = capturer(options, () => isInHook, emit, {
    ...waiting,
    add(job) {
      waiting.add(job)
      // The app is dying.
      if (job.mechanism === 'panic') stage2.work()
    },
  })

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
    /** @param {SmallItem} item */
    sendItem: (item) => stage2.sendItem(item),
    /** Stage 2, loaded for a page that is sure to send something. */
    load: () => stage2.load(),
    on,
    emit,
    hasListener,
    getOptions: () => options,
    /** @param {string} name @returns {any} */
    getIntegrationByName(name) {
      // Asked for some ten times for each event.
      for (let at = 0; at < integrations.length; at++)
        if (integrations[at]?.name === name) return integrations[at]
    },
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
    flush: (timeout = 2000) => Promise.race([stage2.flush(), after(timeout, false)]),
    close() {
      stopAll()
      attempt(() => stage2.finish(false))
    },
    diagnose: () => ({
      endpoint: url,
      tunnel: Boolean(tunnel),
      offline: isOffline(options),
      waiting: waiting.count(),
      core: 'not loaded',
      ...stage2.diagnose(),
    }),
  }
  const stage2 = bundle.makeStage2(client, waiting, { fetch, url, withoutRecursion })

  const scope = getIsolationScope().update(options.initialScope)
  scope.onChange = session.updateUser
  announce?.(client)
  map(integrations, start)
  // Last, after integrations that have something to send then. A page that is hidden already hears of its end alone.
  map(['visibilitychange', 'pagehide'], (type) =>
    start({ name: '', setup: () => listen(type, () => isPageHidden() && stage2.finish(true), true) }),
  )
  start({ name: '', setup: stage2.begin })
  return client
}

/**
 * The parts that differ between bundles.
 * @typedef {{
 *   chooseIntegrations: (options: Record<string, any>) => import('../integrations.js').Integration[],
 *   makeStage2: MakeStage2,
 *   loadReporter?: (failures: number, wasm: unknown) => Promise<ReporterModule>,
 *   loadWasmLookup?: () => Promise<{ lookupModules: (integration: any) => void }>,
 * }} Bundle
 *
 * @typedef {(client: any, waiting: ReturnType<typeof waitingCaptures>, page: PageParts) => Stage2} MakeStage2
 *
 * Stage 2, as far as it is there.
 * @typedef {{
 *   work: () => void, load: () => Reporter | undefined | Promise<Reporter | undefined>, sendItem: (item: SmallItem) => void,
 *   finish: (isLeaving: boolean) => void,
 *   flush: () => Promise<boolean>, diagnose: () => Record<string, unknown>, begin: () => () => void,
 * }} Stage2
 *
 * The module of stage 2.
 * @typedef {{
 *   makeReporter: (client: any, page: PageParts) => Reporter,
 *   checkOptions: (options: Record<string, any>) => void,
 * }} ReporterModule
 *
 * @typedef {{
 *   report: (job: any) => void, isReady: (jobs: any[]) => boolean, sendItem: (item: SmallItem) => void,
 *   countLoss: (...loss: import('./losses.js').Loss) => void, drain: (isLeaving: boolean, judge?: () => void) => void,
 *   gather: (act: () => void) => void,
 *   takeAll: (waiting: ReturnType<typeof waitingCaptures>, isLast?: boolean) => void,
 *   finish: (waiting: ReturnType<typeof waitingCaptures>, isLeaving: boolean) => void,
 *   flush: (work: () => void) => Promise<boolean>, diagnose: () => Record<string, unknown>,
 * }} Reporter
 *
 * An item that needs no stage 2. A container of spans has more members of its item's header, and the sampling context.
 * @typedef {{ type: string, payload: string, container?: object, trace?: object }} SmallItem
 *
 * What stage 2 gets of the page besides the client; `lastAnswer` is the newest one that stage 1 got.
 * @typedef {{
 *   fetch: typeof globalThis.fetch, url: string, withoutRecursion: (hook: Function) => Function,
 *   lastAnswer?: import('../last_resort/last_resort.js').Answer | undefined, work?: () => void,
 * }} PageParts
 */

/** @typedef {ReturnType<typeof record>} Recorder */
