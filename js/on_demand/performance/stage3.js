// @ts-check
// Stage 3: what of performance can wait until the page is loaded. The tracer (../../tracing/) has noted spans until then.
import { filter, includes, map, newest } from '../../builtins/lists.js'
import { attempt, listen } from '../../builtins/originals.js'
import { isPageHidden } from '../../builtins/page_hidden.js'
import { isObservable } from '../../builtins/performance_timeline.js'
import { snapshot } from '../../scope/current_scopes.js'
import { clock } from '../../tracing/clock.js'
import { describeNote, nameRoute } from './describe_notes.js'
import { watchEntries } from './entries.js'
import { httpTimings } from './http_timings.js'
import { CHILD_TIMEOUT, FINAL_TIMEOUT, IDLE_TIMEOUT } from './idle_segment.js'
import { later } from './later.js'
import { openSpans } from './open_spans.js'
import { noteFetch } from './own_files.js'
import { addMissing, commonAttributes } from './page_attributes.js'
import { previousTrace } from './previous_trace.js'
import { complete, followSegments, isPageSegment } from './segments.js'
import { spanBuffer } from './span_buffer.js'
import { spanLosses } from './span_losses.js'
import { transactions } from './transactions.js'
import { isSegment, PAGE_VIEW, segmentOf, vitalSpan } from './vital_spans.js'
import { startVitals as observeVitals } from './vitals/vitals.js'
import { loadReporter } from './vitals_alone.js'

export { startVitalsAlone } from './vitals_alone.js'

/** @typedef {import('../../tracing/notes.js').Note} Note */

/** So many navigations are remembered for vitals that come late. */
const MAX_SEGMENTS = 5

/** The types of entries that become spans. Layout shifts and the like are the business of ./vitals/. */
const TYPES = ['resource', 'long-animation-frame', 'longtask', 'mark', 'measure']

/** Types that an option turns off. @param {Record<string, any>} settings */
const wantedTypes = ({ enableLongAnimationFrame, enableLongTask, enableUserTiming }) => {
  const hasFrames = enableLongAnimationFrame !== false && isObservable('long-animation-frame')
  return filter(
    TYPES,
    (type) =>
      !(
        (type === 'long-animation-frame' && !hasFrames) ||
        (type === 'longtask' && (hasFrames || enableLongTask === false)) ||
        ((type === 'mark' || type === 'measure') && enableUserTiming === false)
      ),
  )
}

/**
 * Starts the performance stage.
 * @param {any} client
 * @param {{ tracer: any, startNavigation: (client: any, span: object) => unknown }} tracing of the page, ../../tracing/
 * @param {Record<string, any>} settings those of `browserTracingIntegration`
 * @param {(report: (vital: import('./vital_spans.js').Vital) => void) => { flush: () => void, stop: () => void }} [startVitals]
 *   observes the web vitals
 * @returns {() => void} stops it
 */
export const startPerformance = (
  client,
  { tracer, startNavigation },
  settings,
  // A worker paints nothing.
  startVitals = globalThis.document ? observeVitals : () => ({ flush() {}, stop() {} }),
) => {
  const { options, integrations } = client
  const isStatic = options.traceLifecycle === 'static'
  const limits = {
    idleTimeout: settings.idleTimeout ?? IDLE_TIMEOUT,
    finalTimeout: settings.finalTimeout ?? FINAL_TIMEOUT,
    childSpanTimeout: settings.childSpanTimeout ?? CHILD_TIMEOUT,
  }
  /** The newest segments. @type {Note[]} */
  let segments = []
  /** Vitals that the page load's own span tells, until it goes. @type {Record<string, unknown>} */
  const ofPageLoad = {}
  let isPageLoadSent = false
  /** Stage 2, once it is there. @type {import('../../recorder/recorder.js').Reporter | undefined} */
  let reporter
  let isLoading = false
  const load = async () => {
    isLoading = true
    const from = clock()
    reporter = await loadReporter(client)
    noteFetch(from, clock())
  }

  const losses = spanLosses(tracer)

  const samplingContext = tracer.samplingContext
  const send = (/** @type {import('../../send/item.js').Item} */ item) => {
    losses.tell(reporter)
    client.sendItem(item)
  }

  const buffer = spanBuffer(options, {
    common: () => commonAttributes(options),
    samplingContext,
    send,
    countLoss: losses.count,
    timer: later,
  })
  const ofSegments = transactions(options, {
    scope: () => snapshot({}, {}, 0),
    samplingContext,
    send,
    countLoss: losses.count,
    client,
  })

  /** An ended span is ready to go. @param {Note} note */
  const deliver = (note) => {
    if (!isLoading) load()
    describeNote(note)
    const isVital = !isSegment(note) && note.attributes[PAGE_VIEW]
    if (isStatic && !isVital) ofSegments.add(note)
    else buffer.add(note)
  }

  const link = previousTrace(settings.linkPreviousTrace)
  /** A segment is there. @param {Note} note */
  function remember(note) {
    nameRoute(note, settings.routeOf, options.routeProvider)
    if (includes(segments, note)) return
    link(note)
    // The server shows a navigation with its vitals, which name the page view.
    const load = tracer.pageLoad()
    if (load && load !== note) note.attributes[PAGE_VIEW] = load.spanId
    segments = newest([...segments, note], MAX_SEGMENTS)
  }

  const isHeld = (/** @type {Note} */ { op }) => op === 'pageload' && Boolean(settings.enableReportPageLoaded)
  const timings = httpTimings(deliver, later)
  const open = openSpans()
  const follower = followSegments(tracer, limits, {
    isHeld,
    begun: remember,
    over(note, lastChildEnd, early) {
      nameRoute(note, settings.routeOf, options.routeProvider)
      complete(note, entries, {
        tracer,
        settings,
        integrations,
        ...limits,
        lastChildEnd,
        early,
        since: isHeld(note) ? 0 : follower.since,
      })
      // What is open now would be in no transaction, and a hidden page may have no later.
      if (isStatic || note.attributes['sentry.idle_span_finish_reason'] === 'documentHidden')
        map(open.cancel(note), deliver)
      // The waiting requests belong to its transaction.
      if (isStatic) {
        timings.releaseAll()
        vitals.flush()
      }
      if (note === tracer.pageLoad()) {
        addMissing(note.attributes, ofPageLoad)
        isPageLoadSent = true
      }
      deliver(note)
    },
  })

  const entries = watchEntries(wantedTypes(settings), follower.isActive, timings.addEntry)

  /** @param {import('./vital_spans.js').Vital} vital */
  const report = (vital) => {
    const { name, value, navigationId } = vital
    /** @type {Note | undefined} */
    const pageLoad = tracer.pageLoad()
    const isOfPageLoad = navigationId === undefined && !isPageLoadSent
    const isAttribute = name === 'fcp' || name === 'ttfb' || (isStatic && name !== 'inp')
    if (isOfPageLoad && isAttribute) {
      ofPageLoad[`browser.web_vital.${name}.value`] = value
      return
    }
    const segment = segmentOf(vital, pageLoad, segments)
    // A page load that the visitor's share leaves out, or that the page does not note, has no vitals.
    const span = segment?.isSampled && vitalSpan(vital, (pageLoad ?? segment).spanId)
    if (!span) return
    // The server groups by these, and the segment may never come.
    const { 'http.route': route, 'url.path': path } = segment.attributes
    tracer.note({
      ...span,
      segment,
      attributes: { ...span.attributes, 'http.route': route, 'url.path': path },
    })
  }
  const ignored = settings.webVitals?.ignore ?? client.getIntegrationByName('WebVitals')?.ignore ?? []
  const vitals = startVitals((vital) => {
    if (ignored.indexOf(vital.name) < 0) attempt(() => report(vital))
  })

  /** The page may end after this task. */
  const leave = () => {
    vitals.flush()
    follower.leave()
    timings.releaseAll()
    buffer.flush(true)
    losses.tell(reporter)
    // In as few requests as it takes.
    reporter?.drain(true)
  }

  /** The page comes back from the back/forward cache. @param {{ persisted?: boolean }} event */
  const restored = ({ persisted }) => {
    if (persisted && settings.instrumentBfcacheRestore !== false)
      startNavigation(client, {
        name: location.pathname,
        origin: 'auto.navigation.browser.bfcache',
        source: 'url',
        attributes: { 'browser.navigation.type': 'back-forward-cache' },
      })
  }

  const sent = tracer.pageLoad()
  if (sent?.isBrief) {
    remember(sent)
    isPageLoadSent = true
  }
  const stops = [
    tracer.onEnd((/** @type {Note} */ note) => {
      open.ended(note)
      follower.ended(note)
      if (isPageSegment(note)) return
      if (note.op === 'http.client' && settings.enableHTTPTimings !== false) timings.add(note)
      else deliver(note)
    }),
    // After those that have ended: a segment links to the one before.
    tracer.onStart((/** @type {Note} */ note) => {
      open.started(note)
      follower.started(note)
    }),
    listen('visibilitychange', () => isPageHidden() && attempt(leave), true),
    // Safari tells of a navigation by this alone: https://bugs.webkit.org/show_bug.cgi?id=151234
    listen('pagehide', () => attempt(leave), true),
    listen('pageshow', (event) => attempt(() => restored(event)), true),
  ]
  follower.look()
  return () => {
    attempt(vitals.flush)
    map(stops, (stop) => stop())
    follower.stop()
    timings.releaseAll()
    entries.stop()
    vitals.stop()
    buffer.flush()
  }
}
