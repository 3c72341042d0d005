// @ts-check

import { write } from '../builtins/json.js'
import { add, filter, map, some } from '../builtins/lists.js'
import { warn } from '../builtins/originals.js'
import { isPageHidden } from '../builtins/page_hidden.js'
import { BEFORE_SEND, CALLBACK_ERROR, EVENT_PROCESSOR, IS_WANTED, READ_FRAMES } from '../core/core.js'
import { join } from '../core/fields.js'
import { read } from '../core/frames.js'
import { eventOf } from './event.js'
import { exceptionsOf, isNotError } from './exceptions.js'
import { runHooks } from './hooks.js'
import { normalizer } from './normalize.js'
import { hostOf } from './unanswered_hosts.js'

/** How deep an event may be that the page's own functions have changed. */
const EVENT_DEPTH = 12

/**
 * What becomes of what was caught: words for it → filters → the core → event → the page's own functions → the queue.
 * @param {{
 *   options: Record<string, any>,
 *   queue: ReturnType<typeof import('../send/queue.js').sendQueue>,
 *   list: import('../integrations.js').Integration[],
 *   has: (name: string) => any,
 *   withoutRecursion: (hook: Function) => Function,
 *   capture: (caught: object) => unknown,
 *   afterEvent: (event: any, isUnhandled: boolean) => void,
 *   emit: (name: string, ...what: any[]) => void,
 *   client: object,
 * }} how
 */
export const pipeline = ({
  options,
  queue,
  list,
  has,
  withoutRecursion,
  capture,
  afterEvent,
  emit,
  client,
}) => {
  /** @param {any} event */
  const stringify = (event) => {
    try {
      return write(event)
    } catch {
      // What the page's own functions added is as hostile as anything.
      return write(normalizer(options)(event, EVENT_DEPTH))
    }
  }

  /** @param {any} job */
  return (job) => {
    const {
      eventId,
      thrown,
      asThrown,
      message,
      ownEvent,
      exceptions,
      synthetic,
      mechanism,
      handled,
      location,
      hint,
      now,
      scope,
    } = job
    const isTransaction = ownEvent?.type === 'transaction'
    /** No error, and no message: neither sampled nor looked at by filters. */
    const isOther = isTransaction || ownEvent?.type === 'feedback'
    const kind = isOther ? ownEvent.type : 'event'
    const isRejection = /onunhandledrejection$/.test(mechanism)
    /** @type {import('./exceptions.js').Thrown[]} */
    const thrownList =
      exceptions ??
      (ownEvent || message !== undefined
        ? []
        : exceptionsOf(thrown, isRejection, has('LinkedErrors') ?? { limit: 0 }))
    if (message !== undefined && synthetic) add(thrownList, { type: '', value: message })
    const [root] = thrownList
    job.isSynthetic = Boolean(root && !root.stack && synthetic)
    if (root && job.isSynthetic) root.stack = synthetic.stack
    const host = options.enhanceFetchErrorMessages !== false && hostOf(thrown)
    if (root && host) root.value += ` (${host})`
    const { type = '', value = message ?? ownEvent?.message ?? '' } = root ?? {}
    const lose = (/** @type {number} */ reason) => {
      if (options.debug) warn(' event dropped:', value, reason)
      queue.lose(reason, kind, 1)
    }
    if (!isOther && has('EventFilters')?.isIgnored?.(type, value, options)) return lose(EVENT_PROCESSOR)

    const stacks = map(thrownList, ({ type, value, stack }) => type + value + stack)
    // The object itself, and not what it brought along, has more to say than its words.
    if (isNotError(asThrown)) job.extra = { __serialized__: normalizer(options)(asThrown) }
    const isUnhandled = Boolean(root && !handled)
    if (
      !isOther &&
      !queue.run(
        IS_WANTED,
        join([mechanism, type, value, stacks, stringify(ownEvent ?? job.extra), scope.fingerprint]),
        now,
        job.roll,
      )
    )
      return type && afterEvent(undefined, isUnhandled)

    job.level ??= mechanism === 'panic' ? 'fatal' : root?.type ? 'error' : 'info'
    const event = eventOf(job, thrownList, options, has, (stack, pop) =>
      stack ? read(queue.run(READ_FRAMES, join([location, stack]), now, Number(pop) || 0)) : undefined,
    )
    // What these threw does not go through them.
    const {
      eventProcessors = [],
      [isTransaction ? 'beforeSendTransaction' : isOther ? '' : 'beforeSend']: beforeSend,
    } = job.isOwn ? {} : { ...options, ...scope }
    const processors = filter([
      ...map(
        list,
        (integration) =>
          integration.processEvent &&
          ((/** @type {any} */ event, /** @type {any} */ hint) =>
            integration.processEvent?.(event, hint, client)),
      ),
      ...eventProcessors,
    ])
    const hooks = beforeSend ? [...processors, beforeSend] : processors
    // One for all of them: they may change it.
    const fullHint = { event_id: eventId, originalException: thrown, syntheticException: synthetic, ...hint }
    const pending = runHooks(
      event,
      map(hooks, withoutRecursion),
      fullHint,
      (event) => {
        // An app that dies, or a page that is left, has no later.
        emit('beforeSendEvent', event, fullHint)
        if (options.debug) warn(' event queued:', event)
        const isLast = mechanism === 'panic' || isPageHidden()
        queue.enqueue({ kind, payload: stringify(event), eventId }, isLast ? 1 : 0)
        afterEvent(
          event,
          some(event.exception?.values ?? [], (e) => e.mechanism?.handled === false),
        )
      },
      (at, error) => {
        if (error) {
          warn('', error)
          if (!job.isOwn) capture({ thrown: error, handled: false, isOwn: true })
        }
        lose(error ? CALLBACK_ERROR : at < processors.length ? EVENT_PROCESSOR : BEFORE_SEND)
      },
    )
    if (pending) queue.track(pending)
  }
}
