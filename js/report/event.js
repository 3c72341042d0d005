// @ts-check

import { last, map } from '../builtins/lists.js'
import { attempt } from '../builtins/originals.js'
import { originOf, SDK } from '../last_resort/brief_event.js'
import { contexts, culture } from './context.js'
import { pageTrace, sampleRandOf } from './page_trace.js'
import { cleanUrl, collectsHeaders } from './privacy.js'

/** Deepest level of an event of the page's own making: exception, values, value, stacktrace, frames, frame, vars, ... */
const EVENT_DEPTH = 10

/**
 * Sentry's dynamic sampling context of an event; undefined without a trace.
 * https://develop.sentry.dev/sdk/foundations/trace-propagation/dynamic-sampling-context/
 * @param {any} event
 * @param {any} job its capture, which has these where the page traces
 */
export const samplingContext = (
  { contexts, release, environment },
  { contexts: own, trace: samplingContext },
) => {
  const trace_id = contexts?.trace?.trace_id
  if (own?.trace.trace_id === trace_id) return samplingContext
  // An app in wasm may have traces of its own.
  const sample_rand = trace_id === pageTrace().trace_id ? sampleRandOf(trace_id) : undefined
  return trace_id && { trace_id, release, environment, sample_rand }
}

/**
 * The event of a capture, without its breadcrumbs.
 * @param {any} job the capture, with its snapshot of the scope
 * @param {import('./exceptions.js').Thrown[]} list the exceptions in the order of the wire, the thrown one last
 * @param {Record<string, any>} options
 * @param {ReturnType<typeof import('./normalize.js').normalizer>} normal
 * @param {(integration: string) => any} has
 * @param {(thrown: import('./exceptions.js').Thrown) => object[] | undefined} framesOf
 * @param {boolean} isRaw whether the server gets the stacks as texts beside the event
 */
export const eventOf = (job, list, options, normal, has, framesOf, isRaw) => {
  const { scope, ownEvent, message, url, level, isHidden } = job
  const { sendDefaultPii, dataCollection, sampleRate } = options
  const userInfo = dataCollection?.userInfo ?? sendDefaultPii
  const { tags, fingerprint, user, transactionName, logger } = scope
  const { document, navigator } = globalThis
  const values = map(list, (thrown, at) =>
    exceptionOf(thrown, list.length - 1 - at, list.length > 1, job, framesOf),
  )
  // The server reads a stack that this page could not read.
  const raw_stack = isRaw || last(values)?.stacktrace ? undefined : last(list)?.stack || undefined
  return {
    ...originOf(job, options),
    logger,
    message,
    transaction: transactionName,
    exception: values[0] && { values },
    request: has('HttpContext') && {
      url: cleanUrl(url),
      headers: {
        'User-Agent': navigator?.userAgent,
        Referer: (collectsHeaders(options, 'request') && cleanUrl(document?.referrer ?? '')) || undefined,
      },
      ...scope.request,
    },
    sdk: { ...SDK, settings: { infer_ip: userInfo ? 'auto' : 'never' } },
    ...normal(ownEvent, EVENT_DEPTH),
    event_id: job.eventId,
    level: scope.level ?? level,
    fingerprint: normal(fingerprint),
    user: normal(user && userInfo ? { ip_address: '{{auto}}', ...user } : user) ?? undefined,
    tags: normal(tags),
    extra: { ...normal({ ...job.extra, ...scope.extra }), raw_stack },
    contexts: {
      // Extensions and odd systems break `navigator` and `Intl`; the event goes without these contexts then.
      ...(has('HttpContext') && attempt(() => contexts(isHidden))),
      ...(has('CultureContext') && { culture: attempt(culture) }),
      ...normal(scope.contexts),
      trace: {
        ...(normal(scope.contexts?.trace) ?? job.contexts?.trace ?? pageTrace()),
        // The server extrapolates from it.
        client_sample_rate: sampleRate < 1 && !ownEvent?.type ? sampleRate : undefined,
      },
    },
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
