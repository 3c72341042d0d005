// @ts-check
// Sentry's functions that start spans; index.d.ts describes each.
import { randomId } from '../builtins/random_id.js'
import { getCurrentScope } from '../scope/current_scopes.js'
import { clock, millis } from './clock.js'
import { noteEscape, options as pageOptions } from './error_traces.js'
import { countLoss, notify } from './notes.js'
import { decide, hasSpans, rateOf } from './sampling.js'
import { samplingContext } from './sampling_context.js'
import { OP, ORIGIN, SOURCE, Span } from './span.js'
import { getActiveSpan, getRootSpan, setRootSpan, traceOf, within } from './trace_state.js'

/**
 * @typedef {import('./notes.js').Note} Note
 * @typedef {{
 *   name?: string, op?: string | undefined, attributes?: Record<string, any> | undefined, startTime?: any,
 *   parentSpan?: Span | null | undefined, scope?: import('../scope/scope.js').Scope | undefined,
 *   forceTransaction?: boolean, onlyIfParent?: boolean, links?: any[] | undefined,
 * }} SpanOptions
 */

/** The members of a note that attributes say too, as they are now. @param {Note} note */
const describe = (note) => {
  const { attributes } = note
  note.op = attributes[OP]
  note.origin = attributes[ORIGIN]
  note.source = attributes[SOURCE]
}

/** @param {Span} span */
const ended = (span) => {
  const { note } = span
  if (span === getRootSpan()) setRootSpan(undefined)
  describe(note)
  if (note.isSampled) notify('end', note)
}

/**
 * Decides about a trace once: its later root spans are sampled as the first one.
 * @param {import('./propagation.js').Propagation} trace
 * @param {Record<string, any>} options
 * @param {string} name
 * @param {Record<string, any>} attributes
 */
const decideOnce = (trace, options, name, attributes) => {
  if (trace.isDecided) return
  const parentSampled = trace.isSampled
  const parentSampleRate = rateOf(trace.dsc?.sample_rate)
  const [isSampled, rate] = decide(
    options,
    { name, attributes, parentSampled, parentSampleRate },
    trace.sampleRand,
  )
  Object.assign(trace, { isDecided: true, isSampled, sampleRate: rate })
}

/** @param {SpanOptions} wanted @param {import('../scope/scope.js').Scope} scope */
const create = (wanted, scope) => {
  const { name = '', op, startTime, parentSpan, forceTransaction, onlyIfParent, links } = wanted
  const options = pageOptions() ?? {}
  const trace = traceOf(scope)
  const active = getActiveSpan(scope)?.note
  // Sentry's default in browsers, where nobody knows which of two asynchronous functions runs.
  const nearest = options.parentSpanIsAlwaysRootSpan === false ? active : active?.segment
  const parent = parentSpan === undefined ? nearest : parentSpan?.note
  const root = forceTransaction ? undefined : parent?.segment
  const attributes = { [OP]: op, ...wanted.attributes }

  let { isTracingSuppressed: isLost } = scope.data
  if (!hasSpans(options)) isLost = true
  else if (onlyIfParent && !parent) {
    isLost = true
    countLoss('no_parent_span')
  }
  if (!isLost && !parent) decideOnce(trace, options, name, attributes)
  const { isSampled, sampleRate } = parent ?? trace
  if (!isLost && !isSampled) countLoss('sample_rate')

  const { sampleRand, dsc } =
    root ?? (parent ? { ...parent, dsc: samplingContext(options, trace, parent.segment) } : trace)
  const note = /** @type {Note} */ ({
    traceId: (parent ?? trace).traceId,
    spanId: randomId().slice(16),
    parentSpanId: parent ? parent.spanId : trace.parentSpanId,
    name,
    start: startTime ? millis(startTime) : clock(),
    attributes: {},
    links,
    isSampled: !isLost && Boolean(isSampled),
    sampleRate,
    sampleRand,
    dsc,
  })
  note.segment = root ?? note
  const span = new Span(note, ended).setAttributes({
    [ORIGIN]: 'manual',
    ...(!root && { [SOURCE]: 'custom', 'sentry.sample_rate': sampleRate }),
    ...attributes,
  })
  describe(note)
  if (note.isSampled) notify('start', note)
  return span
}

/** @param {SpanOptions} options */
export const startInactiveSpan = (options) => create(options, options.scope ?? getCurrentScope())

/**
 * @template T
 * @param {SpanOptions} options
 * @param {(span: Span, finish: () => void) => T} act
 * @param {boolean} isManual whether the function ends the span itself
 * @returns {T}
 */
const runWithin = (options, act, isManual) => {
  const span = startInactiveSpan(options)
  const finish = () => span.end()
  const done = () => {
    if (!isManual) finish()
  }
  const fail = (/** @type {unknown} */ error) => {
    noteEscape(error, span)
    if (!span.note.end && (span.note.status ?? 'ok') === 'ok') span.note.status = 'internal_error'
    done()
  }
  const run = () => {
    /** @type {any} */
    let result
    try {
      result = act(span, finish)
    } catch (error) {
      fail(error)
      throw error
    }
    if (typeof result?.then === 'function')
      return result.then(
        (/** @type {unknown} */ value) => {
          done()
          return value
        },
        (/** @type {unknown} */ error) => {
          fail(error)
          throw error
        },
      )
    done()
    return result
  }
  return within({ span }, run, options.scope)
}

/** @template T @param {SpanOptions} options @param {(span: Span) => T} act */
export const startSpan = (options, act) => runWithin(options, act, false)

/** @template T @param {SpanOptions} options @param {(span: Span, finish: () => void) => T} act */
export const startSpanManual = (options, act) => runWithin(options, act, true)
