// @ts-check
import { write } from '../builtins/json.js'
import { add, filter, joined, map, some } from '../builtins/lists.js'
import { warn } from '../builtins/originals.js'
import { ownId } from '../builtins/random_id.js'
import { read as readMember, text } from '../builtins/types.js'
import { BEFORE_SEND, CALLBACK_ERROR, EVENT_PROCESSOR } from '../core/discard_reasons.js'
import { isRejection } from '../last_resort/brief_event.js'
import { breadcrumbReader, breadcrumbsOf, changedTexts, textsOf } from './breadcrumb_texts.js'
import { typed } from './error_event.js'
import { eventOf, samplingContext } from './event.js'
import { exceptionsOf, isNotError } from './exceptions.js'
import { runHooks } from './hooks.js'
import { knownErrors } from './known_errors.js'
import { normalizer } from './normalize.js'
import { memberDivider } from './shared_members.js'
import { hostOf } from './unanswered_hosts.js'

/** How deep an event may be that the page's own functions have changed. */
const EVENT_DEPTH = 12

/**
 * Turns captures into events: exceptions -> filters -> policy -> event -> hooks of the page -> queue.
 * @param {any} client
 * @param {ReturnType<typeof import('../send/policy.js').sendPolicy>} policy
 * @param {ReturnType<typeof import('../core/stack_reader.js').stackReader>['read']} readStack
 * @param {ReturnType<typeof import('../send/queue.js').sendQueue>} queue
 * @param {(hook: Function) => Function} withoutRecursion
 * @param {(event: any, isUnhandled: boolean) => void} afterEvent
 * @param {(job: any) => object[]} missingBreadcrumbs those of the events just before
 */
export const pipeline = (
  client,
  policy,
  readStack,
  queue,
  withoutRecursion,
  afterEvent,
  missingBreadcrumbs,
) => {
  const { options, integrations, getIntegrationByName: has, capture, emit, hasListener } = client

  const isKnown = knownErrors()
  const readBreadcrumbs = breadcrumbReader()

  /** @param {any} value */
  const stringify = (value) => {
    try {
      return write(value)
    } catch {
      // A function of the page may have added hostile values.
      return write(normalizer(options)(value, EVENT_DEPTH))
    }
  }

  const divide = memberDivider(stringify)

  /** The exceptions of a capture, the thrown one first. @param {any} job */
  const describe = (job) => {
    const { thrown, message, synthetic } = job
    /** @type {import('./exceptions.js').Thrown[]} */
    const exceptions = job.exceptions
      ? map(job.exceptions, typed)
      : job.ownEvent || message !== undefined
        ? []
        : exceptionsOf(thrown, isRejection(job), has('LinkedErrors') ?? { limit: 0 })
    if (message !== undefined && synthetic) add(exceptions, { type: '', value: message })
    const [root] = exceptions
    job.isSynthetic = Boolean(root && !root.stack && synthetic)
    if (root && job.isSynthetic) root.stack = synthetic.stack
    const host = options.enhanceFetchErrorMessages !== false && hostOf(thrown, job.url)
    if (root && host) root.value += ` (${host})`
    return exceptions
  }

  /** Whether an event is wanted of the capture. @param {any} job @param {import('./exceptions.js').Thrown[]} exceptions @param {string} type @param {string} value @returns {{ key?: string | undefined } | undefined} */
  const judge = (job, exceptions, type, value) => {
    const { mechanism, ownEvent, extra, scope, now, roll, alert, times = 1 } = job
    const key = has('Dedupe')
      ? joined(
          map(
            [
              mechanism,
              type,
              value,
              ...map(exceptions, ({ type, value, stack }) => type + value + stack),
              // A repeat that asks for an alert is none of one that does not.
              (alert ?? '') + stringify(ownEvent ?? extra),
              scope.fingerprint,
            ],
            text,
          ),
          '\n',
        )
      : undefined
    // One that asks for an alert is always in the sample.
    return policy.judge({ mechanism, type, value, key, times }, now, alert ? 0 : roll)
  }

  /** The functions of the page that the event goes through; the last is `beforeSend`, if there is one. @param {any} job @param {string} beforeSendName */
  const hooksOf = ({ isOwn, scope }, beforeSendName) => {
    // Errors of these functions do not go through them.
    const { eventProcessors = [], [beforeSendName]: beforeSend } = isOwn ? {} : { ...options, ...scope }
    const processors = filter([
      ...map(
        integrations,
        (/** @type {any} */ integration) =>
          integration.processEvent &&
          ((/** @type {any} */ event, /** @type {any} */ hint) =>
            integration.processEvent?.(event, hint, client)),
      ),
      ...eventProcessors,
    ])
    return { processors, hooks: beforeSend ? [...processors, beforeSend] : processors }
  }

  /** @param {any} job @param {import('./exceptions.js').Thrown} thrown */
  const framesOf = ({ panicLocation }, { stack, pop }) =>
    stack ? readStack(stack, panicLocation, Number(pop) || 0) : undefined

  /** Whether the page needs the frames of a capture: its functions look at them, or the server does not read stacks. @param {any} job */
  const needsFrames = (job) =>
    Boolean(
      !job.ownEvent &&
        (job.panicLocation ||
          !queue.isBatching() ||
          hasListener('beforeSendEvent') ||
          hooksOf(job, 'beforeSend').hooks[0] ||
          readMember(job.thrown, 'framesToPop')),
    )

  /** @param {any} job */
  const report = (job) => {
    if (isKnown(job)) return
    // Whether the page asks for an alert.
    job.alert = job.hint?.alert === true || undefined
    const { eventId, ownEvent, mechanism, times } = job
    const isTransaction = ownEvent?.type === 'transaction'
    /** Neither an error nor a message: filters, sampling and Dedupe do not apply. */
    const isOther = isTransaction || ownEvent?.type === 'feedback'
    const itemType = isOther ? ownEvent.type : 'event'
    const exceptions = describe(job)
    const { type = '', value = job.message ?? ownEvent?.message ?? '' } = exceptions[0] ?? {}
    const drop = (/** @type {number} */ reason) => {
      if (options.debug) warn(' event dropped:', value, reason)
      queue.countLoss(reason, itemType, times ?? 1)
    }
    if (!isOther && has('EventFilters')?.isIgnored?.(type, value, options)) return drop(EVENT_PROCESSOR)

    // The members of an object that is no error tell more than its keys.
    if (isNotError(job.asThrown)) job.extra = { __serialized__: normalizer(options)(job.asThrown) }
    const wanted = isOther ? {} : judge(job, exceptions, type, value)
    if (!wanted) return type && afterEvent(undefined, Boolean(exceptions[0] && !job.handled))

    job.level ??= mechanism === 'panic' ? 'fatal' : exceptions[0]?.type ? 'error' : 'info'
    const { processors, hooks } = hooksOf(
      job,
      isTransaction ? 'beforeSendTransaction' : isOther ? '' : 'beforeSend',
    )
    const isSeen = hooks.length > 0 || hasListener('beforeSendEvent')
    const isForBatch = !isSeen && queue.isBatching()
    // Our own server reads stacks, with the same parser, where nobody in the page looks at frames.
    const isRaw = isForBatch && !job.panicLocation && !some(exceptions, ({ pop }) => pop)
    /** On the wire the thrown value is the last, after its causes. */
    const list = map(exceptions, (_, at) => /** @type {any} */ (exceptions[exceptions.length - 1 - at]))
    /** It counts what one event holds. */
    const normal = normalizer(options)
    const event = eventOf(
      job,
      list,
      options,
      normal,
      has,
      (thrown) => (isRaw ? undefined : framesOf(job, thrown)),
      isRaw,
    )
    const crumbs = readBreadcrumbs(
      breadcrumbsOf(job, missingBreadcrumbs(job), options.maxBreadcrumbs),
      normal,
      (options.normalizeDepth ?? 3) + 1,
    )
    if (isSeen && crumbs[0]) event.breadcrumbs = map(crumbs, ({ plain }) => plain)
    // One hint for all of them: they may change it.
    const hint = {
      event_id: eventId,
      originalException: job.thrown,
      syntheticException: job.synthetic,
      ...job.hint,
    }
    const pending = runHooks(
      event,
      map(hooks, withoutRecursion),
      hint,
      (event) => {
        emit('beforeSendEvent', event, hint)
        const id = ownId(event.event_id) ?? eventId
        if (event.event_id !== id) event = { ...event, event_id: id }
        if (options.debug) warn(' event queued:', event)
        const breadcrumbs = isSeen ? changedTexts(event.breadcrumbs, crumbs, stringify) : textsOf(crumbs)
        const item = {
          type: itemType,
          eventId: id,
          breadcrumbs,
          stacks: isRaw ? map(list, ({ stack }) => stack) : undefined,
          times,
          alert: job.alert,
          key: wanted.key,
          // An event of the page's own making, or one that its functions have seen, may have any member.
          ...(isForBatch && !ownEvent
            ? divide(event, job)
            : {
                payload: stringify(breadcrumbs ? { ...event, breadcrumbs: undefined } : event),
                trace: samplingContext(event, job),
              }),
        }
        // An app that dies has no later.
        queue.enqueue(item, mechanism === 'panic')
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
        drop(error ? CALLBACK_ERROR : at < processors.length ? EVENT_PROCESSOR : BEFORE_SEND)
      },
    )
    if (pending) queue.track(pending)
  }

  return { report, needsFrames }
}
