// @ts-check
import { attempt, draw, weakMap } from './builtins.js'
import { contexts, culture } from './context.js'
import { last, map } from './lists.js'
import { normalizer } from './normalize.js'
import { cleanUrl, collectsHeaders } from './privacy.js'

/** How deep an event may be that the page made itself: exception, values, value, stacktrace, frames, frame, vars, ... */
const EVENT_DEPTH = 10

/** Who speaks; the version is that of package.json, as tests/js/event.test.mjs holds. */
export const SDK = { name: 'balefire.javascript', version: '0.1.0' }

/** Where events stand on the trace of this page view; Sentry groups by it even where nothing is traced. */
const trace = { trace_id: '', span_id: '' }

/** Breadcrumbs that were made plain, so that the next event need not do it again. */
const plain = weakMap()

/** 32 hex digits, a UUID of version 4. `crypto.randomUUID` is missing on pages without https. */
export const randomId = () =>
  (
    attempt(() => crypto.randomUUID()) ??
    '10000000100040008000100000000000'.replace(/[018]/g, (digit) =>
      (Number(digit) ^ ((draw() * 16) & (15 >> (Number(digit) / 4)))).toString(16),
    )
  ).replace(/-/g, '')

/**
 * The event of what was caught.
 * @param {any} job what was caught, and the scope as it was
 * @param {import('./caught.js').Thrown[]} list
 * @param {Record<string, any>} options
 * @param {(integration: string) => any} has
 * @param {(stack: string | undefined, pop: any) => object[] | undefined} framesOf
 */
export const eventOf = (job, list, options, has, framesOf) => {
  const { eventId, now, scope, given, message, url, level } = job
  const { release, environment = 'production', dist, sendDefaultPii, dataCollection } = options
  const userInfo = dataCollection?.userInfo ?? sendDefaultPii
  const { tags, fingerprint, user, transactionName, logger } = scope
  const normal = normalizer(options)
  const { document, navigator } = globalThis
  trace.trace_id ||= randomId()
  trace.span_id ||= randomId().slice(16)
  const extra = { ...job.extra, ...scope.extra }
  // What was thrown is the last, its causes stand before it.
  const values = map(list, (_, at) => {
    const id = list.length - 1 - at
    return exceptionOf(/** @type {any} */ (list[id]), id, list.length > 1, job, framesOf)
  })
  const crumbs = map(scope.breadcrumbs, (/** @type {object} */ crumb) =>
    plainOf(crumb, normal, (options.normalizeDepth ?? 3) + 1),
  )
  // Stacks that could not be read here are read by the server.
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
    ...normal(given, EVENT_DEPTH),
    level: scope.level ?? level,
    fingerprint: normal(fingerprint),
    user: normal(user && userInfo ? { ip_address: '{{auto}}', ...user } : user) ?? undefined,
    tags: normal(tags),
    extra: { ...normal(extra), raw_stack },
    contexts: normal({
      // What extensions and odd systems make of `navigator` and `Intl` is not worth an event.
      ...(has('HttpContext') && attempt(contexts)),
      ...(has('CultureContext') && { culture: attempt(culture) }),
      ...scope.contexts,
      trace: scope.contexts?.trace ?? trace,
    }),
    breadcrumbs: crumbs[0] && crumbs,
  }
}

/** @param {object} crumb @param {ReturnType<typeof normalizer>} normal @param {number} depth */
const plainOf = (crumb, normal, depth) => {
  const known = plain.get(crumb) ?? normal(crumb, depth)
  plain.set(crumb, known)
  return known
}

/**
 * @param {import('./caught.js').Thrown} thrown
 * @param {number} id what was thrown is 0, its causes follow
 * @param {boolean} isLinked
 * @param {any} job
 * @param {(stack: string | undefined, pop: any) => object[] | undefined} framesOf
 */
const exceptionOf = (
  { type, value, stack, pop, source, parent, isGroup },
  id,
  isLinked,
  { mechanism, handled, data, place, isSynthetic },
  framesOf,
) => {
  const [filename, lineno, colno] = (id ? undefined : place) ?? []
  const frames =
    framesOf(stack, pop) ??
    (filename && !stack ? [{ filename, lineno, colno, function: '?', in_app: true }] : undefined)
  return {
    type: type || undefined,
    value,
    stacktrace: frames && { frames },
    mechanism: {
      // A cause was caught by whoever threw its parent.
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
