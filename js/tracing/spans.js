// @ts-check
// Sentry's functions that start spans; index.d.ts describes each.
import { assign, attempt } from '../builtins/originals.js'
import { text } from '../builtins/types.js'
import { NO_PARENT_SPAN, SAMPLE_RATE } from '../recorder/losses.js'
import { getCurrentScope } from '../scope/current_scopes.js'
import { clock, millis } from './clock.js'
import { noteEscape, pageOptions } from './error_traces.js'
import { countLoss, noteOf, notify } from './notes.js'
import { decide, hasSpans } from './sampling.js'
import { Span } from './span.js'
import { getActiveSpan, page, traceOf, within } from './trace_state.js'

/**
 * @typedef {{
 *   name?: string, op?: string | undefined, attributes?: Record<string, any> | undefined, startTime?: any,
 *   parentSpan?: Span | null | undefined, scope?: import('../scope/scope.js').Scope | undefined,
 *   forceTransaction?: boolean, onlyIfParent?: boolean, links?: any[] | undefined, origin?: string, source?: string,
 * }} SpanOptions
 */

/** @param {Span} span */
const ended = (span) => {
  if (span === page.span) page.span = undefined
  notify('end', span.note)
}

/** @param {SpanOptions} options @returns {Span} */
export const startInactiveSpan = ({ scope = getCurrentScope(), ...wanted } = {}) => {
  const { op, origin = 'manual', source = 'custom', startTime, parentSpan, links } = wanted
  const options = pageOptions()
  const name = text(wanted.name ?? '')
  const attributes = attempt(() => ({ ...wanted.attributes })) ?? {}
  const trace = traceOf(scope)
  const active = getActiveSpan(scope)?.note
  // By default as Sentry in browsers, where nobody knows which of two asynchronous functions runs.
  const nearest = `${options.parentSpanIsAlwaysRootSpan}` === 'false' ? active : active?.segment
  const parent = parentSpan === undefined ? nearest : parentSpan?.note
  const isLost = wanted.onlyIfParent && !parent
  const isWanted = hasSpans(options) && !scope.data.isTracingSuppressed
  // Once for a trace: its later root spans are sampled as the first one.
  if (isWanted && !isLost && !parent && !trace.isDecided)
    assign(trace, decide(options, trace, { name, attributes }))
  const above = parent ?? trace
  if (isWanted && (isLost || !above.isSampled)) countLoss(isLost ? NO_PARENT_SPAN : SAMPLE_RATE)
  const note = noteOf(above, wanted.forceTransaction ? undefined : parent?.segment, {
    parentSpanId: parent ? parent.spanId : trace.parentSpanId,
    name,
    op,
    origin,
    source,
    start: startTime ? millis(startTime) : clock(),
    attributes,
    isSampled: (isWanted && !isLost && above.isSampled) ?? false,
  })
  const span = new Span(note, ended)
  if (links) span.addLinks(links)
  notify('start', note)
  return span
}

/**
 * @template T
 * @param {SpanOptions} options
 * @param {(span: Span, finish: () => void) => T} act
 * @param {boolean} isManual whether the function ends the span itself
 * @returns {T}
 */
const startActiveSpan = (options, act, isManual) => {
  const span = startInactiveSpan(options)
  const finish = () => span.end()
  const done = (/** @type {any} */ value) => {
    if (!isManual) finish()
    return value
  }
  const fail = (/** @type {unknown} */ error) => {
    noteEscape(error, span)
    span.note.status ??= 'internal_error'
    done(0)
    throw error
  }
  const run = () => {
    /** @type {any} */
    let result
    try {
      result = act(span, finish)
    } catch (error) {
      fail(error)
    }
    return typeof result?.then === 'function' ? result.then(done, fail) : done(result)
  }
  return within({ span }, run, options?.scope)
}

/** @template T @param {SpanOptions} options @param {(span: Span) => T} act */
export const startSpan = (options, act) => startActiveSpan(options, act, false)

/** @template T @param {SpanOptions} options @param {(span: Span, finish: () => void) => T} act */
export const startSpanManual = (options, act) => startActiveSpan(options, act, true)
