// @ts-check
// Web vitals of a page that asks for no other spans.
import { includes, map } from '../../builtins/lists.js'
import { attempt, listen } from '../../builtins/originals.js'
import { isPageHidden } from '../../builtins/page_hidden.js'
import { nameRoute } from './describe_notes.js'
import { later } from './later.js'
import { commonAttributes } from './page_attributes.js'
import { spanBuffer } from './span_buffer.js'
import { spanLosses } from './span_losses.js'
import { vitalSpan } from './vital_spans.js'
import { startVitals as observeVitals } from './vitals/vitals.js'

/** Stage 2, or undefined where it is blocked. @param {any} client @returns {Promise<any>} */
export const loadReporter = async (client) => {
  try {
    return await client.load()
  } catch {}
}

/**
 * Sends the web vitals as spans of a page view whose own span is not sent.
 * @param {any} client
 * @param {{ tracer: any, pageView: import('../../tracing/notes.js').Note }} tracing
 * @param {{ ignore?: string[] }} settings those of `webVitalsIntegration`
 * @param {typeof observeVitals} [startVitals]
 * @returns {() => void} stops it
 */
export const startVitalsAlone = (
  client,
  { tracer, pageView },
  { ignore = [] },
  startVitals = observeVitals,
) => {
  const { options } = client
  const losses = spanLosses(tracer)
  /** Stage 2, once it is there. @type {import('../../recorder/recorder.js').Reporter | undefined} */
  let reporter
  const buffer = spanBuffer(options, {
    common: () => commonAttributes(options),
    samplingContext: tracer.samplingContext,
    send(item) {
      losses.tell(reporter)
      client.sendItem(item)
    },
    countLoss: losses.count,
    timer: later,
  })
  nameRoute(pageView)
  const { traceId, spanId, sampleRand, attributes } = pageView
  const vitals = startVitals((vital) => {
    if (includes(ignore, vital.name)) return
    const span = attempt(() => vitalSpan(vital, spanId))
    if (!span) return
    buffer.add({
      ...span,
      traceId,
      spanId: tracer.newSpanId(),
      parentSpanId: spanId,
      segment: pageView,
      isSampled: true,
      sampleRand,
      attributes: {
        ...span.attributes,
        'http.route': attributes['http.route'],
        'url.path': attributes['url.path'],
      },
    })
  })
  const leave = () => {
    vitals.flush()
    buffer.flush(true)
    losses.tell(reporter)
    reporter?.drain(true)
  }
  const stops = [
    listen('visibilitychange', () => isPageHidden() && attempt(leave), true),
    listen('pagehide', () => attempt(leave), true),
  ]
  const load = async () => {
    reporter = await loadReporter(client)
  }
  load()
  return () => {
    map(stops, (stop) => stop())
    attempt(vitals.flush)
    vitals.stop()
    buffer.flush()
  }
}
