// @ts-check
// The app's spans, as spans of the page's tracer: where the page traces, its spans have one owner and one decision.

/** Most spans that the app holds at a time; later ones are not sampled. No more are entered at a time either. */
const MAX_SPANS = 1000

/** The tracer's spans by their ids, for as long as the app holds them. @type {Map<string, any>} */
const spans = new Map()

/** The scopes of the app's spans that were entered, each with the span that was active in it before. @type {[scope: any, span: any][]} */
const entered = []

/** @param {any} scope @param {any} span */
const setActive = (scope, span) => {
  scope.data = { ...scope.data, span }
}

/** @param {any} balefire the page's; the answers are texts */
export const pageSpans = (balefire) => ({
  /**
   * Starts a span: `trace id-span id-sampled`. Without tracing in the page only the id of its trace, if that is known.
   * @param {string} parent the id of a span, or empty for the page's active one
   * @param {string} json
   */
  start(parent, json) {
    const { startInactiveSpan, suppressTracing, pageTrace } = balefire
    if (!startInactiveSpan) return pageTrace?.().trace_id
    const { isSampled, ...options } = JSON.parse(json)
    const parentSpan = spans.get(parent)
    const start = () => startInactiveSpan({ ...options, parentSpan })
    const isLost = (parent && !parentSpan) || spans.size >= MAX_SPANS
    const span = isLost || isSampled === false ? suppressTracing(start) : start()
    const { traceId, spanId, traceFlags } = span.spanContext()
    if (!isLost) spans.set(spanId, span)
    return `${traceId}-${spanId}-${traceFlags}`
  },

  /** @param {string} id @param {string} json */
  end(id, json) {
    const { status, attributes } = JSON.parse(json)
    const span = spans.get(id)
    span?.setAttributes(attributes)
    if (status) span?.setStatus({ code: status === 'ok' ? 1 : 2, message: status })
    span?.end()
  },

  /** The app holds the span no more. @param {string} id */
  release: (id) => spans.delete(id),

  /** @param {string} id */
  baggage: (id) => balefire.spanToBaggageHeader(spans.get(id)),

  /** Makes a span the active one of the current scope; an empty id for none. @param {string} id */
  activate: (id) => setActive(balefire.getCurrentScope(), spans.get(id)),

  /** Makes a span the active one until `exit`. @param {string} id */
  enter(id) {
    const scope = balefire.getCurrentScope()
    // Traps leave theirs behind.
    if (entered.length >= MAX_SPANS) this.exitAll()
    entered.push([scope, scope.data.span])
    setActive(scope, spans.get(id))
  },

  exit: () => setActive(...(entered.pop() ?? [{}, undefined])),

  /** For a panic, which leaves its spans without an exit. */
  exitAll() {
    while (entered[0]) this.exit()
  },
})
