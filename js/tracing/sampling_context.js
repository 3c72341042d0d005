// @ts-check
import { publicKey } from '../recorder/endpoint.js'

/** The organization in the host of a DSN of Sentry's own service. */
const ORG = /@o(\d+)\./

/**
 * Sentry's dynamic sampling context: who began the trace, and how it is sampled.
 * https://develop.sentry.dev/sdk/foundations/trace-propagation/dynamic-sampling-context/
 * @param {Record<string, any>} options
 * @param {import('./propagation.js').Propagation} trace
 * @param {import('./notes.js').Note} [segment] the root span; without one, and undecided, others decide
 * @returns {Record<string, string | undefined>}
 */
export const samplingContext = ({ dsn, release, environment = 'production' }, trace, segment) => {
  const { dsc, traceId, sampleRate, sampleRand, isSampled } = segment ?? trace
  const rate = sampleRate === undefined ? undefined : { sample_rate: `${sampleRate}` }
  if (dsc) return { ...dsc, ...rate }
  return {
    environment,
    release,
    public_key: publicKey(dsn),
    trace_id: traceId,
    org_id: ORG.exec(dsn)?.[1],
    // An address is no name: others would see what is in it.
    transaction: (segment?.source !== 'url' && segment?.name) || undefined,
    ...((segment || trace.isDecided) && { sampled: `${isSampled}`, sample_rand: `${sampleRand}` }),
    ...rate,
  }
}
