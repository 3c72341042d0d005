// @ts-check

import { last, map } from '../builtins/lists.js'
import { attempt, weakMap } from '../builtins/originals.js'
import { randomId } from '../builtins/random_id.js'
import { contexts, culture } from './context.js'
import { normalizer } from './normalize.js'
import { cleanUrl, collectsHeaders } from './privacy.js'

/** Deepest level of an event of the page's own making: exception, values, value, stacktrace, frames, frame, vars, ... */
const EVENT_DEPTH = 10

/** Name and version of this SDK; tests/js/event.test.mjs compares the version with package.json. */
export const SDK = { name: 'balefire.javascript', version: '0.1.0' }

/** The trace of this page view; Sentry groups events by it even without tracing. */
const trace = { trace_id: '', span_id: '' }

/** Normalized breadcrumbs by the original: the next event reuses them. */
const normalized = weakMap()

/**
 * The event of a capture.
 * @param {any} job the capture, with its snapshot of the scope
 * @param {import('./exceptions.js').Thrown[]} list
 * @param {Record<string, any>} options
 * @param {(integration: string) => any} has
 * @param {(stack: string | undefined, pop: any) => object[] | undefined} framesOf
 */
export const eventOf = (job, list, options, has, framesOf) => {
  const { eventId, now, scope, ownEvent, message, url, level } = job
  const { release, environment = 'production', dist, sendDefaultPii, dataCollection } = options
  const userInfo = dataCollection?.userInfo ?? sendDefaultPii
  const { tags, fingerprint, user, transactionName, logger } = scope
  const normal = normalizer(options)
  const { document, navigator } = globalThis
  trace.trace_id ||= randomId()
  trace.span_id ||= randomId().slice(16)
  const extra = { ...job.extra, ...scope.extra }
  // On the wire the thrown value is the last, after its causes.
  const values = map(list, (_, at) => {
    const id = list.length - 1 - at
    return exceptionOf(/** @type {any} */ (list[id]), id, list.length > 1, job, framesOf)
  })
  const crumbs = map(scope.breadcrumbs, (/** @type {object} */ crumb) =>
    normalizedOf(crumb, normal, (options.normalizeDepth ?? 3) + 1),
  )
  // The server reads a stack that this page could not read.
  const raw_stack = last(values)?.stacktrace ? undefined : list[0]?.stack || undefined
  return {
    event_id: eventId,
    timestamp: now / 1000,
    platform: 'javascript',
    release,
    environment,
    dist,
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
    level: scope.level ?? level,
    fingerprint: normal(fingerprint),
    user: normal(user && userInfo ? { ip_address: '{{auto}}', ...user } : user) ?? undefined,
    tags: normal(tags),
    extra: { ...normal(extra), raw_stack },
    contexts: normal({
      // Extensions and odd systems break `navigator` and `Intl`; the event goes without these contexts then.
      ...(has('HttpContext') && attempt(contexts)),
      ...(has('CultureContext') && { culture: attempt(culture) }),
      ...scope.contexts,
      trace: scope.contexts?.trace ?? trace,
    }),
    breadcrumbs: crumbs[0] && crumbs,
  }
}

/** @param {object} crumb @param {ReturnType<typeof normalizer>} normal @param {number} depth */
const normalizedOf = (crumb, normal, depth) => {
  const known = normalized.get(crumb) ?? normal(crumb, depth)
  normalized.set(crumb, known)
  return known
}

/**
 * @param {import('./exceptions.js').Thrown} thrown
 * @param {number} id 0 for the thrown value; its causes follow
 * @param {boolean} isLinked
 * @param {any} job
 * @param {(stack: string | undefined, pop: any) => object[] | undefined} framesOf
 */
const exceptionOf = (
  { type, value, stack, pop, source, parent, isGroup },
  id,
  isLinked,
  { mechanism, handled, data, codeLocation, isSynthetic },
  framesOf,
) => {
  const [filename, lineno, colno] = (id ? undefined : codeLocation) ?? []
  const frames =
    framesOf(stack, pop) ??
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
