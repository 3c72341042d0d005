// @ts-check
// The headers that carry a trace, and the addresses that get them.
import { some } from '../builtins/lists.js'
import { attempt } from '../builtins/originals.js'
import { getCurrentScope } from '../scope/current_scopes.js'
import { pageOptions } from './error_traces.js'
import { baggageOf } from './propagation.js'
import { samplingContext } from './sampling_context.js'
import { placeOf } from './trace_state.js'

/** @typedef {import('./span.js').Span} Span */

/**
 * The headers for a request, or for the `<meta>` tags of a page: of a span, else of the trace that spans would belong to.
 * @param {{ span?: Span | undefined, scope?: import('../scope/scope.js').Scope | undefined, propagateTraceparent?: unknown }} [of]
 * @returns {Record<string, string>}
 */
export const getTraceData = ({ scope = getCurrentScope(), span, propagateTraceparent } = {}) => {
  const options = pageOptions()
  const place = span?.note ?? placeOf(scope)
  const { traceId, spanId, isSampled } = place
  const ids = `${traceId}-${spanId}`
  return options.dsn
    ? {
        'sentry-trace': isSampled === undefined ? ids : `${ids}-${+isSampled}`,
        baggage: baggageOf(samplingContext(options, place)),
        // https://www.w3.org/TR/trace-context/#traceparent-header
        ...(propagateTraceparent && { traceparent: `00-${ids}-0${+(isSampled ?? 0)}` }),
      }
    : {}
}

/** @param {Span} span */
export const spanToTraceHeader = (span) => getTraceData({ span })['sentry-trace']

/** @param {Span} span */
export const spanToBaggageHeader = (span) => getTraceData({ span }).baggage

/**
 * Whether a request gets the headers: one to the page's own origin, or one to `tracePropagationTargets`, texts that are in the
 * address or patterns. These match the whole address, of the own origin the path too, in any case of letters.
 * @param {URL} url
 * @param {string} own the page's origin
 * @param {string | (string | RegExp)[] | undefined} targets
 */
export const isTarget = ({ href, origin, pathname }, own, targets) => {
  const isOwn = origin === own
  if (targets === undefined) return isOwn
  // An attribute of the script tag: a list as JSON, or one text.
  const list = typeof targets === 'string' ? (attempt(() => JSON.parse(targets)) ?? [targets]) : targets
  return some(list, (/** @type {string | RegExp} */ target) =>
    some(isOwn ? [href, pathname] : [href], (text) =>
      attempt(() =>
        typeof target === 'string'
          ? text.toLowerCase().includes(target.toLowerCase())
          : new RegExp(target.source, `${target.flags.replace(/[giy]/g, '')}i`).test(text),
      ),
    ),
  )
}
