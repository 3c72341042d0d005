// @ts-check
// Traces in headers. https://develop.sentry.dev/sdk/foundations/trace-propagation/
import { map } from '../builtins/lists.js'
import { attempt, keysOf } from '../builtins/originals.js'
import { randomId } from '../builtins/random_id.js'
import { rateOf } from './sampling.js'

/**
 * The trace that new root spans belong to. `spanId` stands for the page where no span is active, `dsc` is the sampling context
 * of the service that began the trace, and `isDecided` says that this page has decided whether it is sampled.
 * @typedef {{
 *   traceId: string, spanId: string, parentSpanId?: string | undefined, sampleRand: number,
 *   isSampled?: boolean | undefined, isDecided?: boolean, sampleRate?: number | undefined,
 *   dsc?: Record<string, string> | undefined, segment?: undefined,
 * }} Trace
 */

/** Longest `baggage`, in characters. https://www.w3.org/TR/baggage/#limits */
export const MAX_BAGGAGE = 8192

const SENTRY_TRACE = /^\s*([0-9a-f]{32})-?([0-9a-f]{16})?-?([01])?\s*$/

/** A member of `baggage` that is Sentry's. */
const MEMBER = /(?:^|,)\s*sentry-([^=,\s]*)\s*=([^,]*)/g

/** Whether a `baggage` has members of Sentry's. @param {string} baggage */
export const hasSentry = (baggage) => baggage.search(MEMBER) >= 0

/** The sampling context in a `baggage`. @param {unknown} baggage */
const contextOf = (baggage) => {
  /** @type {Record<string, string>} */
  const dsc = {}
  if (typeof baggage === 'string')
    baggage.slice(0, MAX_BAGGAGE).replace(MEMBER, (_, key, value) => {
      dsc[key] = attempt(() => decodeURIComponent(value.trim())) ?? value
      return ''
    })
  return dsc
}

/** The `baggage` of a sampling context, without members that it has no room for. @param {Record<string, string | undefined>} dsc */
export const baggageOf = (dsc) => {
  let all = ''
  map(keysOf(dsc), (key) => {
    // Half of a pair of surrogates throws.
    const value = attempt(() => encodeURIComponent(dsc[key] ?? ''))
    const longer = `${all}${all && ','}sentry-${key}=${value}`
    if (value && longer.length <= MAX_BAGGAGE) all = longer
  })
  return all
}

/** Half of a trace id. */
export const spanIdOf = () => randomId().slice(16)

/** The trace that two headers name; a new one if they name none. @param {number} random @param {unknown} [sentryTrace] @param {unknown} [baggage] @returns {Trace} */
export const continued = (random, sentryTrace, baggage) => {
  const [, traceId, parentSpanId, flag] =
    SENTRY_TRACE.exec(typeof sentryTrace === 'string' ? sentryTrace : '') ?? []
  const dsc = traceId ? contextOf(baggage) : {}
  const isSampled = flag ? flag === '1' : undefined
  const rate = rateOf(dsc.sample_rate)
  // A trace without a number gets one that agrees with its decision.
  const agreeing = rate && flag ? (isSampled ? random * rate : rate + random * (1 - rate)) : random
  // As it is sent: with six digits, and never 1.
  const sampleRand = rateOf(dsc.sample_rand) ?? Math.floor(agreeing * 1e6) / 1e6
  return {
    traceId: traceId ?? randomId(),
    spanId: spanIdOf(),
    parentSpanId,
    sampleRand,
    isSampled,
    // The service that began the trace says how it is sampled; this page adds nothing to that.
    dsc: traceId ? { ...dsc, sample_rand: `${sampleRand}` } : undefined,
  }
}
