// @ts-check
// Whether a trace is sampled. https://develop.sentry.dev/sdk/telemetry/traces/#sampling

/** A share from 0 to 1; undefined for anything else. Attributes of the script tag are texts. @param {any} value */
export const rateOf = (value) => {
  const rate =
    typeof value === 'string' ? Number.parseFloat(value) : typeof value === 'boolean' ? +value : value
  return typeof rate === 'number' && rate >= 0 && rate <= 1 ? rate : undefined
}

/** Whether the page asks for spans; without them only trace ids are propagated. @param {Record<string, any>} options */
export const hasSpans = ({ tracesSampleRate, tracesSampler }) =>
  (tracesSampler ?? tracesSampleRate ?? '') !== ''

/**
 * The decision about a trace: `tracesSampler`, else the parent's decision, else `tracesSampleRate`. The rate is undefined
 * where the decision was inherited.
 * @param {Record<string, any>} options
 * @param {{ sampleRand: number, isSampled?: boolean | undefined, dsc?: Record<string, string> | undefined }} trace
 * @param {{ name: string, attributes: object }} span
 * @returns {{ isDecided: true, isSampled: boolean, sampleRate?: number | undefined }}
 */
export const decide = ({ tracesSampler, tracesSampleRate }, trace, span) => {
  const { sampleRand, isSampled: parentSampled, dsc } = trace
  const parentSampleRate = rateOf(dsc?.sample_rate)
  let rate = parentSampled ?? tracesSampleRate
  let isInherited = parentSampled !== undefined
  try {
    if (tracesSampler) {
      rate = tracesSampler({
        ...span,
        parentSampled,
        parentSampleRate,
        inheritOrSampleWith: (/** @type {number} */ other) => parentSampleRate ?? parentSampled ?? other,
      })
      isInherited = false
    }
  } catch {}
  const sampleRate = rateOf(rate)
  return {
    isDecided: true,
    isSampled: sampleRate !== undefined && sampleRand < sampleRate,
    sampleRate: isInherited ? undefined : sampleRate,
  }
}
