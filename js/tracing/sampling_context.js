// @ts-check
import { publicKey } from '../recorder/endpoint.js'

/**
 * Sentry's dynamic sampling context: who began the trace, and how it is sampled.
 * https://develop.sentry.dev/sdk/foundations/trace-propagation/dynamic-sampling-context/
 * @param {Record<string, any>} options
 * @param {import('./notes.js').Note | import('./propagation.js').Trace} place
 * @returns {Record<string, string | undefined>}
 */
export const samplingContext = ({ dsn, release, environment = 'production' }, { segment, ...trace }) => {
  const { dsc, traceId, sampleRate, sampleRand, isSampled } = segment ?? trace
  return {
    ...(dsc ?? {
      environment,
      release,
      public_key: publicKey(dsn),
      trace_id: traceId,
      // Sentry's own service has the organization in the host.
      org_id: /@o(\d+)\./.exec(dsn)?.[1],
      // An address is no name: others would see what is in it.
      transaction: (segment?.source !== 'url' && segment?.name) || undefined,
      ...(isSampled !== undefined && { sampled: `${isSampled}`, sample_rand: `${sampleRand}` }),
    }),
    ...(sampleRate !== undefined && { sample_rate: `${sampleRate}` }),
  }
}

/**
 * The same for the header of an envelope: undefined where the service that began the trace has not told the ids that a server
 * needs. Headers of requests carry on what it has told, as Sentry's do.
 * @type {(...of: Parameters<typeof samplingContext>) => ReturnType<typeof samplingContext> | undefined}
 */
export const envelopeTrace = (options, place) => {
  const context = samplingContext(options, place)
  return context.trace_id && context.public_key ? context : undefined
}
