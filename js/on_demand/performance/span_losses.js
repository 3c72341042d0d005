// @ts-check
// Spans that are not sent. The reporter tells the server of them, once it is there.
import { filter, map } from '../../builtins/lists.js'
import { keysOf } from '../../builtins/originals.js'
import { BUFFER_OVERFLOW, IGNORED, NO_PARENT_SPAN, SAMPLE_RATE } from '../../core/discard_reasons.js'

/** The reasons by which the tracer counts losses. @type {Record<string, number>} */
const REASONS = {
  sample_rate: SAMPLE_RATE,
  buffer_overflow: BUFFER_OVERFLOW,
  no_parent_span: NO_PARENT_SPAN,
  ignored: IGNORED,
}

/** @param {{ takeLosses: () => Record<string, number> }} tracer */
export const spanLosses = ({ takeLosses }) => {
  /** One for each reason and type. @type {{ reason: number, type: string, count: number }[]} */
  let losses = []

  const count = (/** @type {number} */ reason, /** @type {number} */ times, type = 'span') => {
    const [known] = filter(losses, (one) => one.reason === reason && one.type === type)
    if (known) known.count += times
    else losses = [...losses, { reason, type, count: times }]
  }

  return {
    count,
    /** @param {import('../../recorder/recorder.js').Reporter | undefined} reporter */
    tell(reporter) {
      if (!reporter) return
      const taken = takeLosses()
      map(keysOf(taken), (word) => {
        const reason = REASONS[word]
        if (reason !== undefined) count(reason, taken[word] ?? 0)
      })
      map(losses, (one) => reporter.countLoss(one.count, one.type, one.reason))
      losses = []
    },
  }
}
