// @ts-check
// Whether a trace is sampled. https://develop.sentry.dev/sdk/telemetry/traces/#sampling

/** A share from 0 to 1; undefined for anything else. Attributes of the script tag are texts. @param {any} value */
export const rateOf = (value) => {
  const rate = typeof value === 'string' ? Number.parseFloat(value) : +value
  return value !== null && typeof value !== 'object' && rate >= 0 && rate <= 1 ? rate : undefined
}

/** Whether the page asks for spans; without them only trace ids are propagated. @param {Record<string, any>} options */
export const hasSpans = ({ tracesSampleRate, tracesSampler }) =>
  Boolean(tracesSampler) || (tracesSampleRate !== undefined && tracesSampleRate !== null)

/**
 * The decision about a trace: `tracesSampler`, else the parent's decision, else `tracesSampleRate`. The rate is undefined
 * where the decision was inherited.
 * @param {Record<string, any>} options
 * @param {{ name: string, attributes: object, parentSampled?: boolean | undefined, parentSampleRate?: number | undefined }} context
 * @param {number} sampleRand the trace's random number, from 0 to 1
 * @returns {[isSampled: boolean, rate?: number | undefined]}
 */
export const decide = ({ tracesSampler, tracesSampleRate }, context, sampleRand) => {
  const { parentSampled, parentSampleRate } = context
  let rate
  let isAsked = false
  if (typeof tracesSampler === 'function')
    try {
      rate = tracesSampler({
        ...context,
        inheritOrSampleWith: (/** @type {number} */ other) =>
          parentSampleRate ?? (parentSampled === undefined ? other : Number(parentSampled)),
      })
      isAsked = true
    } catch {}
  if (!isAsked) {
    if (parentSampled !== undefined) return [parentSampled]
    rate = tracesSampleRate
  }
  rate = rateOf(rate)
  return [rate !== undefined && sampleRand < rate, rate]
}
