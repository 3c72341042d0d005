// @ts-check
// The page load and the navigations within the page, as segments.
import { attempt } from '../builtins/originals.js'
import { isObject } from '../builtins/types.js'
import { getCurrentScope } from '../scope/current_scopes.js'
import { clock, epoch } from './clock.js'
import { continuePageTrace, page } from './trace_state.js'
import { tracer } from './tracer.js'

/**
 * A navigation so soon after the last one, in ms, without an act of the visitor is a redirect: Sentry's rule. A click still counts
 * as an act when the page it led to goes on at once, so that one which takes the place of the last one is a redirect too.
 */
const REDIRECT = 1500

/** @typedef {import('./spans.js').SpanOptions & { name: string }} Named */

/** The options of `browserTracingIntegration`. @type {Record<string, any>} */
let settings = {}

/** What a server has sent with the page: a `<meta>` tag of that name, else a Server-Timing. @param {string} name */
const sentWithPage = (name) =>
  attempt(() => /** @type {any} */ (document.querySelector(`meta[name=${name}]`))?.content) ||
  attempt(() => {
    const [{ serverTiming }] = /** @type {any} */ (performance.getEntriesByType('navigation'))
    return serverTiming.find((/** @type {any} */ timing) => timing.name === name).description
  })

/** @param {Named} span @param {string} op @param {string} url */
const startSegment = (span, op, url) => {
  // A server that renders has no address. An empty one, resolved, would lose the path of a hash router.
  const { href, pathname } =
    (url && attempt(() => new URL(url, location.href))) || attempt(() => location) || {}
  const given = { op, ...span, attributes: { 'url.path': pathname, 'url.full': href, ...span.attributes } }
  const changed = attempt(() => settings.beforeStartSpan?.(given))
  const wanted = isObject(changed) ? changed : given
  if (wanted.name !== span.name) wanted.source = 'custom'
  getCurrentScope().setTransactionName(wanted.name)
  return tracer.startSegment(wanted)
}

/**
 * Starts the segment of the page load, in the trace that its server has begun.
 * @param {unknown} _client there is one
 * @param {Named} span
 * @param {{ sentryTrace?: unknown, baggage?: unknown }} [trace]
 */
export const startBrowserTracingPageLoadSpan = (_client, span, { sentryTrace, baggage } = {}) => {
  sentryTrace ||= sentWithPage('sentry-trace')
  continuePageTrace(sentryTrace, baggage || (sentryTrace && sentWithPage('baggage')))
  const started = startSegment({ startTime: epoch(0), ...span }, 'pageload', '')
  page.load = started.note
  return started
}

/**
 * Starts the segment of a navigation, in a trace of its own; a redirect becomes a span of the active segment.
 * @param {unknown} _client there is one
 * @param {Named} span
 * @param {{ url?: string, isRedirect?: unknown }} [navigation]
 */
export const startBrowserTracingNavigationSpan = (_client, span, { url = '', isRedirect } = {}) => {
  if (isRedirect) {
    const now = clock()
    return void tracer.note({ op: 'navigation.redirect', ...span, start: now, end: now })
  }
  continuePageTrace()
  return startSegment(span, 'navigation', url)
}

/** Notes the page load when the SDK starts. @param {Record<string, any>} options of `browserTracingIntegration` */
export const notePageLoad = (options) => {
  settings = options
  if (options.instrumentPageLoad !== false)
    startBrowserTracingPageLoadSpan(0, {
      name: location.pathname,
      origin: 'auto.pageload.browser',
      source: 'url',
    })
}

/**
 * Notes a navigation that the page does.
 * @param {string} _from
 * @param {string} _to
 * @param {boolean} [isReplaced]
 */
export const noteNavigation = (_from, _to, isReplaced) =>
  startBrowserTracingNavigationSpan(
    0,
    { name: location.pathname, origin: 'auto.navigation.browser', source: 'url' },
    {
      isRedirect:
        settings.detectRedirects !== false &&
        page.span &&
        clock() - page.span.note.start < REDIRECT &&
        // https://html.spec.whatwg.org/multipage/interaction.html#the-useractivation-interface
        (isReplaced || navigator.userActivation?.isActive === false),
    },
  )

/** Ends the page load, if the page has said by `enableReportPageLoaded` that it calls this. */
export const reportPageLoaded = () => {
  if (settings.enableReportPageLoaded && page.span?.note.op === 'pageload')
    page.span.setAttribute('sentry.idle_span_finish_reason', 'reportPageLoaded').end()
}
