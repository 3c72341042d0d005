// @ts-check

import { last } from '../builtins/lists.js'
import { attempt } from '../builtins/originals.js'
import { connect } from '../core/connection.js'
import { join } from '../core/fields.js'
import { INIT, NOTE_RESPONSE } from '../core/operations.js'
import { sendQueue } from '../send/queue.js'
import { post } from '../send/transport.js'
import { eventBreadcrumbs } from './event_breadcrumb.js'
import { pipeline } from './pipeline.js'
import { countError } from './session_errors.js'
import { takingWaiting } from './take_waiting.js'

/**
 * Stage 2 of one client: the pipeline makes events of captures, the core judges them, and the queue sends them.
 * @param {any} client
 * @param {import('../recorder/recorder.js').PageParts} page
 * @param {{
 *   checkOptions?: (options: Record<string, any>) => void,
 *   loadCore: (fetch: typeof globalThis.fetch, url: string | undefined) => Promise<import('../core/core.js').Call>,
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

  const core = connect(
    () => parts.loadCore(fetch, options.wasm),
    () => {
      const flags = join([has('Dedupe') ? 1 : 0, options.sendClientReports === false ? 0 : 1])
      core.run(INIT, flags, 0, options.sampleRate ?? 1)
      queue.requeue()
    },
    () => {
      if (lastAnswer) {
        const { response, at } = lastAnswer
        const header = (/** @type {string} */ name) => attempt(() => response.headers.get(name))
        core.run(
          NOTE_RESPONSE,
          join([header('x-sentry-rate-limits'), header('retry-after'), '', '', 0]),
          at,
          response.status,
        )
        const batching = header('balefire-batch')
        if (batching || response.ok) queue.noteBatching(batching === '1')
      }
      work?.()
    },
  )
  const queue = sendQueue(core, {
    dsn,
    tunnelledDsn: tunnel && dsn,
    isOffline: options.offline !== false,
    beforePost: (envelope) => emit('beforePost', envelope),
    post: (body, isLeaving) => post(fetch, url, body, isLeaving),
  })

  const breadcrumbs = eventBreadcrumbs(client.addBreadcrumb)

  /** @param {any} event undefined for a repeat and for one that was not sampled @param {boolean} isUnhandled */
  const afterEvent = (event, isUnhandled) => {
    const thrown = last(/** @type {any[]} */ (event?.exception?.values))
    if (!event || thrown?.type) countError(session, isUnhandled)
    if (event && has('Breadcrumbs')?.sentry) breadcrumbs.add(event, thrown)
  }

  return takingWaiting({
    report: pipeline(client, core.run, queue, withoutRecursion, afterEvent, breadcrumbs.missingIn),
    isReady: core.isReady,
    useFallback: core.useFallback,
    // A session may end with this task. Spans go together.
    sendItem: (item) => queue.enqueue(item, item.type === 'session'),
    countLoss: (times, type, reason) => queue.countLoss(reason, type, times),
    drain: queue.drain,
    gather: queue.gather,
    flush: (work, timeout) => queue.flush(timeout, work),
    diagnose: () => ({ core: core.kind(), batching: queue.isBatching() }),
  })
}
