// @ts-check

import { last, some } from '../builtins/lists.js'
import { attempt, draw, instantiate, instantiateStreaming } from '../builtins/originals.js'
import { stackReader } from '../core/stack_reader.js'
import { sendPolicy } from '../send/policy.js'
import { sendQueue } from '../send/queue.js'
import { post } from '../send/transport.js'
import { eventBreadcrumbs } from './event_breadcrumb.js'
import { pipeline } from './pipeline.js'
import { countError } from './session_errors.js'
import { takingWaiting } from './take_waiting.js'
import { readWorkerModule } from './worker_modules.js'

/**
 * Stage 2 of one client: the pipeline makes events of captures, the policy judges them, and the queue sends them.
 * @param {any} client
 * @param {import('../recorder/recorder.js').PageParts} page
 * @param {{
 *   checkOptions?: (options: Record<string, any>) => void,
 *   loadCore: typeof import('../core/core.js').openCore,
 *   isAnnounced?: (url: string) => boolean,
 *   workerReports?: typeof import('./worker_reports.js').workerReports,
 *   filters?: (options: Record<string, any>) => object,
 * }} parts that differ between bundles
 * @returns {import('../recorder/recorder.js').Reporter}
 */
export const reporter = (client, { fetch, url, withoutRecursion, lastAnswer, work }, parts) => {
  const { options, emit, session, getIntegrationByName: has } = client
  // From now on stage 1 and the functions of the page see the valid options alone.
  parts.checkOptions?.(options)
  Object.assign(has('EventFilters') ?? {}, parts.filters?.(options))
  const { dsn, tunnel } = options

  const policy = sendPolicy(options)
  const queue = sendQueue(policy, {
    dsn,
    tunnelledDsn: tunnel && dsn,
    isOffline: options.offline !== false,
    beforePost: (envelope) => emit('beforePost', envelope),
    post: (body, isLeaving) => post(fetch, url, body, isLeaving),
  })
  if (lastAnswer) {
    const { response, at } = lastAnswer
    const header = (/** @type {string} */ name) => attempt(() => response.headers.get(name)) ?? null
    const headers = [header('x-sentry-rate-limits'), header('retry-after')]
    const { status } = response
    policy.noteResponse({ status, headers, roll: draw() }, [], () => status, undefined, at)
    const batching = header('balefire-batch')
    if (batching || response.ok) queue.noteBatching(batching === '1')
  } else if (parts.isAnnounced?.(url)) queue.noteBatching(true)
  queue.begin()

  const stacks = stackReader(
    () => parts.loadCore({ fetch, instantiate, instantiateStreaming }, options.wasm),
    () => work?.(),
  )

  const workers = parts.workerReports?.(() => work?.())

  const breadcrumbs = eventBreadcrumbs(client.addBreadcrumb)

  /** @param {any} event undefined for a repeat and for one that was not sampled @param {boolean} isUnhandled */
  const afterEvent = (event, isUnhandled) => {
    const thrown = last(/** @type {any[]} */ (event?.exception?.values))
    if (!event || thrown?.type) countError(session, isUnhandled)
    if (event && has('Breadcrumbs')?.sentry) breadcrumbs.add(event, thrown)
  }

  const { report, needsFrames } = pipeline(
    client,
    policy,
    stacks.read,
    queue,
    withoutRecursion,
    afterEvent,
    breadcrumbs.missingIn,
  )
  return takingWaiting({
    report(job) {
      if (job.isOfWorker) return
      attempt(() => readWorkerModule(fetch, has('Wasm'), job))
      report(job)
    },
    isReady(jobs) {
      const isAwaited = workers?.isAwaited(jobs)
      return (!some(jobs, needsFrames) || stacks.isReady()) && !isAwaited
    },
    // A session may end with this task. Spans go together.
    sendItem: (item) => queue.enqueue(item, item.type === 'session'),
    countLoss: (times, type, reason) => queue.countLoss(reason, type, times),
    drain: queue.drain,
    gather: queue.gather,
    flush: (work) =>
      queue.flush(work, async () => {
        await stacks.opened()
        await workers?.asked()
      }),
    diagnose: () => ({ core: stacks.kind(), batching: queue.isBatching() }),
  })
}
