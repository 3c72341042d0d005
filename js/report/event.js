// @ts-check

import { last, map } from '../builtins/lists.js'

/** Deepest level of an event of the page's own making: exception, values, value, stacktrace, frames, frame, vars, ... */
const EVENT_DEPTH = 10

/**
 * The members of a capture's event that other events do not share, without its breadcrumbs.
 * @param {any} job the capture, with its snapshot of the scope
 * @param {import('./exceptions.js').Thrown[]} list the exceptions in the order of the wire, the thrown one last
 * @param {Record<string, any>} shared the other members; they are of the scope, which has those of the page's own event
 * @param {ReturnType<typeof import('./normalize.js').normalizer>} normal
 * @param {(thrown: import('./exceptions.js').Thrown) => object[] | undefined} framesOf
 * @param {boolean} isRaw whether the server gets the stacks as texts beside the event
 */
export const ownMembersOf = (job, list, { user, tags, contexts }, normal, framesOf, isRaw) => {
  const { scope, ownEvent, message, level, eventId, now } = job
  const values = map(list, (thrown, at) =>
    exceptionOf(thrown, list.length - 1 - at, list.length > 1, job, framesOf),
  )
  // The server reads a stack that this page could not read.
  const raw_stack = isRaw || last(values)?.stacktrace ? undefined : last(list)?.stack || undefined
  const extra = { ...normal({ ...job.extra, ...scope.extra }), raw_stack }
  return {
    event_id: eventId,
    timestamp: now / 1000,
    message,
    exception: values[0] && { values },
    ...(ownEvent && { ...normal(ownEvent, EVENT_DEPTH), user, tags, contexts }),
    level: scope.level ?? level,
    fingerprint: normal(scope.fingerprint),
    extra,
  }
}

/**
 * @param {import('./exceptions.js').Thrown} thrown
 * @param {number} id 0 for the thrown value; its causes follow
 * @param {boolean} isLinked
 * @param {any} job
 * @param {(thrown: import('./exceptions.js').Thrown) => object[] | undefined} framesOf
 */
const exceptionOf = (thrown, id, isLinked, job, framesOf) => {
  const { type, value, stack, source, parent, isGroup } = thrown
  const { mechanism, handled, data, codeLocation, isSynthetic } = job
  const [filename, lineno, colno] = (id ? undefined : codeLocation) ?? []
  const frames =
    framesOf(thrown) ??
    (filename && !stack ? [{ filename, lineno, colno, function: '?', in_app: true }] : undefined)
  return {
    type: type || undefined,
    value,
    stacktrace: frames && { frames },
    mechanism: {
      // The code that threw the parent had caught its cause.
      ...(id
        ? { type: 'chained', handled: true }
        : { type: mechanism, handled, data, synthetic: isSynthetic || undefined }),
      ...(isLinked && {
        exception_id: id,
        parent_id: parent,
        source,
        is_exception_group: isGroup || undefined,
      }),
    },
  }
}
