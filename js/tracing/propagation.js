// @ts-check
// Traces in headers. https://develop.sentry.dev/sdk/foundations/trace-propagation/
import { filter, joined, map } from '../builtins/lists.js'
import { attempt, keysOf } from '../builtins/originals.js'
import { randomId } from '../builtins/random_id.js'
import { rateOf } from './sampling.js'

/**
 * The trace that new spans belong to. `dsc` is the sampling context of the service that began it; `isDecided` says that this
 * page has decided whether it is sampled.
 * @typedef {{
 *   traceId: string, sampleRand: number, propagationSpanId: string, parentSpanId?: string | undefined,
 *   isSampled?: boolean | undefined, isDecided?: boolean, sampleRate?: number | undefined,
 *   dsc?: Record<string, string> | undefined,
 * }} Propagation
 */

/** Longest `baggage`, in characters. https://www.w3.org/TR/baggage/#limits */
export const MAX_BAGGAGE = 8192

const SENTRY_TRACE = /^[ \t]*([0-9a-f]{32})-?([0-9a-f]{16})?-?([01])?[ \t]*$/

/** A member of `baggage` that is Sentry's. */
const MEMBER = /(?:^|,)\s*sentry-([^=,]*)=([^,]*)/g

/** A random number as it is sent: six digits, and never 1. @param {number} random */
const cutRandom = (random) => Math.floor(random * 1e6) / 1e6

/** Whether a `baggage` has members of Sentry's. @param {string} baggage */
export const hasSentry = (baggage) => baggage.search(MEMBER) >= 0

/** The sampling context in a `baggage`, undefined without one. @param {string | undefined} baggage */
export const contextOf = (baggage) => {
  /** @type {Record<string, string>} */
  const dsc = {}
  if (typeof baggage === 'string')
    baggage.slice(0, MAX_BAGGAGE).replace(MEMBER, (_, key, value) => {
      dsc[key] = attempt(() => decodeURIComponent(value.trim())) ?? value
      return ''
    })
  return keysOf(dsc)[0] ? dsc : undefined
}

/** The `baggage` of a sampling context. @param {Record<string, string | undefined>} dsc */
export const baggageOf = (dsc) =>
  joined(filter(map(keysOf(dsc), (key) => dsc[key] && `sentry-${key}=${encodeURIComponent(dsc[key])}`)), ',')

/** A new trace. @param {number} random @returns {Propagation} */
export const newTrace = (random) => ({
  traceId: randomId(),
  sampleRand: cutRandom(random),
  propagationSpanId: randomId().slice(16),
})

/**
 * The trace that two headers name; a new one if they name none.
 * @param {unknown} sentryTrace
 * @param {any} baggage
 * @param {number} random
 * @returns {Propagation}
 */
export const continued = (sentryTrace, baggage, random) => {
  const fresh = newTrace(random)
  const [, traceId, parentSpanId, flag] =
    (typeof sentryTrace === 'string' && SENTRY_TRACE.exec(sentryTrace)) || []
  if (!traceId) return fresh
  const dsc = contextOf(baggage)
  const isSampled = flag ? flag === '1' : undefined
  const rate = rateOf(dsc?.sample_rate)
  // The trace has no number: one that agrees with its decision.
  const agreeing = rate && flag ? (isSampled ? random * rate : rate + random * (1 - rate)) : random
  const sampleRand = rateOf(dsc?.sample_rand) ?? cutRandom(agreeing)
  return {
    ...fresh,
    traceId,
    parentSpanId,
    sampleRand,
    isSampled,
    // The service that began the trace says how it is sampled; this page adds nothing to that.
    dsc: { ...dsc, sample_rand: `${sampleRand}` },
  }
}

/** @param {string} traceId @param {string} spanId @param {boolean | undefined} isSampled undefined: not decided here */
export const traceHeader = (traceId, spanId, isSampled) =>
  `${traceId}-${spanId}${isSampled === undefined ? '' : isSampled ? '-1' : '-0'}`
