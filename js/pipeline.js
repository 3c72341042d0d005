// @ts-check
import { warn } from './builtins.js'
import { describeAll, isOdd } from './caught.js'
import { BEFORE_SEND, CALLBACK_ERROR, EVENT_PROCESSOR, FRAMES, WANTS } from './core.js'
import { eventOf } from './event.js'
import { join } from './fields.js'
import { read } from './frames.js'
import { through } from './hooks.js'
import { write } from './json.js'
import { isLeft } from './leaving.js'
import { add, filter, map, some } from './lists.js'
import { normalizer } from './normalize.js'
import { hostOf } from './observe/net.js'

/** How deep an event may be that the page's own functions have changed. */
const EVENT_DEPTH = 12

/**
 * What becomes of what was caught: words for it → filters → the core → event → the page's own functions → the queue.
 * @param {{
 *   options: Record<string, any>,
 *   box: ReturnType<typeof import('./outbox.js').outbox>,
 *   list: import('./integrations.js').Integration[],
 *   has: (name: string) => any,
 *   guarded: (hook: Function) => Function,
 *   capture: (caught: object) => unknown,
 *   kept: (event: any, isUnhandled: boolean) => void,
 *   emit: (name: string, ...what: any[]) => void,
 *   client: object,
 * }} how
 */
export const pipeline = ({ options, box, list, has, guarded, capture, kept, emit, client }) => {
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
      holder,
      message,
      given,
      described,
      synthetic,
      mechanism,
      handled,
      location,
      hint,
      now,
      scope,
    } = job
    const isTransaction = given?.type === 'transaction'
    /** No error, and no message: neither sampled nor looked at by filters. */
    const isOther = isTransaction || given?.type === 'feedback'
    const kind = isOther ? given.type : 'event'
    const isRejection = /onunhandledrejection$/.test(mechanism)
    /** @type {import('./caught.js').Thrown[]} */
    const thrownList =
      described ??
      (given || message !== undefined
        ? []
        : describeAll(thrown, isRejection, has('LinkedErrors') ?? { limit: 0 }))
    if (message !== undefined && synthetic) add(thrownList, { type: '', value: message })
    const [root] = thrownList
    job.isSynthetic = Boolean(root && !root.stack && synthetic)
    if (root && job.isSynthetic) root.stack = synthetic.stack
    const host = options.enhanceFetchErrorMessages !== false && hostOf(thrown)
    if (root && host) root.value += ` (${host})`
    const { type = '', value = message ?? given?.message ?? '' } = root ?? {}
    const lose = (/** @type {number} */ reason) => {
      if (options.debug) warn(' event dropped:', value, reason)
      box.lose(reason, kind, 1)
    }
    if (!isOther && has('EventFilters')?.isIgnored?.(type, value, options)) return lose(EVENT_PROCESSOR)

    const stacks = map(thrownList, ({ type, value, stack }) => type + value + stack)
    // The object itself, and not what it brought along, has more to say than its words.
    if (isOdd(holder)) job.extra = { __serialized__: normalizer(options)(holder) }
    const isUnhandled = Boolean(root && !handled)
    if (
      !isOther &&
      !box.run(
        WANTS,
        join([mechanism, type, value, stacks, stringify(given ?? job.extra), scope.fingerprint]),
        now,
        job.roll,
      )
    )
      return type && kept(undefined, isUnhandled)

    job.level ??= mechanism === 'panic' ? 'fatal' : root?.type ? 'error' : 'info'
    const event = eventOf(job, thrownList, options, has, (stack, pop) =>
      stack ? read(box.run(FRAMES, join([location, stack]), now, Number(pop) || 0)) : undefined,
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
    const told = { event_id: eventId, originalException: thrown, syntheticException: synthetic, ...hint }
    const done = through(
      event,
      map(hooks, guarded),
      told,
      (event) => {
        // An app that dies, or a page that is left, has no later.
        emit('beforeSendEvent', event, told)
        if (options.debug) warn(' event queued:', event)
        const isLast = mechanism === 'panic' || isLeft()
        box.keep({ kind, payload: stringify(event), eventId }, isLast ? 1 : 0)
        kept(
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
    if (done) box.track(done)
  }
}
