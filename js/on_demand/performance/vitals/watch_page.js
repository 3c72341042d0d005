// @ts-check
// Observes one page, from its load over soft navigations to restores out of the back/forward cache.
import { filter, map } from '../../../builtins/lists.js'
import { attempt, listen, timer } from '../../../builtins/originals.js'
import { isPageHidden } from '../../../builtins/page_hidden.js'
import { clock, entriesOf, isObservable, observeEntries } from '../../../builtins/performance_timeline.js'
import { firstHidden } from '../../../tracing/early_vitals.js'
import { DURATION_THRESHOLD, hasInteractions, interactions } from './interactions.js'
import { layoutShifts } from './layout_shifts.js'
import { CLS, FCP, INP, LCP, METRICS, RATINGS, TTFB } from './metric_names.js'
import { ordered } from './ordered.js'
import { activationStart, attributeTtfb, navigationEntry, pageLoadType } from './page_load.js'
import { pagePaints } from './page_paints.js'
import { afterPaint, whenIdle } from './when_idle.js'

/**
 * @typedef {object} Navigation
 * @property {string | undefined} type
 * @property {number | string} [id]
 * @property {number} startTime
 * @property {boolean} [isPageLoad]
 * @property {boolean} [isSoft]
 */

/** An older trial of soft navigations had an attribute in the place of this function. */
const hasSoftNavigations = () =>
  isObservable('soft-navigation') &&
  typeof (
    /** @type {any} */ (globalThis).PerformanceSoftNavigation?.prototype.getLargestInteractionContentfulPaint
  ) === 'function'

/** @param {any} entry @returns {Navigation} */
const softNavigation = ({ navigationId, startTime }) => ({
  type: 'soft-navigation',
  id: navigationId,
  startTime,
  isSoft: true,
})

/** Listens to the page, and never throws into it. @param {string} type @param {(event: any) => unknown} act */
const onPage = (type, act) => listen(type, (event) => void attempt(() => act(event)), true)

/**
 * @param {import('./vitals_module.js').VitalsModule} core
 * @param {import('./vitals.js').Report} report
 */
export const watchPage = (core, report) => {
  /** @type {Navigation} */
  let navigation = { type: pageLoadType(core), startTime: activationStart(), isPageLoad: true }
  /** That of the interactions, which are handled later. */
  let inpNavigation = navigation
  let restores = 0
  let isLcpFinal = false

  const paints = pagePaints(core)
  const shifts = layoutShifts(core)
  const events = interactions(core, (entry) => {
    tell(INP)
    inpNavigation = softNavigation(entry)
    core.begin_inp(events.count())
  })

  /** Whether this browser can measure each metric: without an entry there is no value, not even none. */
  const measurable = [
    isObservable('largest-contentful-paint'),
    isObservable('layout-shift'),
    hasInteractions(),
    isObservable('paint'),
    true,
  ]

  /** How each metric is explained. @type {((value: number, of: Navigation, count: number) => Record<string, any>)[]} */
  const attributions = [
    paints.attributeLcp,
    shifts.attributeCls,
    (value, of, count) => events.attributeInp(value, count, of.startTime),
    paints.attributeFcp,
    (value, { isPageLoad }) => attributeTtfb(core, value, Boolean(isPageLoad)),
  ]

  /** Reports a metric, if its value is known and new. @param {number} metric its number */
  const tell = (metric) => {
    if (!measurable[metric]) return
    const of = metric === INP ? inpNavigation : navigation
    const { type, id, startTime } = of
    const count = events.count()
    const value = core.take_news(metric, count)
    if (!(value >= 0)) return
    const attribution = attempt(() => attributions[metric]?.(value, of, count)) ?? {}
    const { nextPaintTime, largestShiftTime } = attribution
    const vital = {
      name: /** @type {import('./metric_names.js').MetricName} */ (METRICS[metric]),
      value,
      rating: RATINGS[core.rating(metric, value)],
      navigationType: type,
      startTime,
      endTime: nextPaintTime ?? largestShiftTime ?? (metric === CLS ? startTime : startTime + value),
      attribution,
      ...(id !== undefined && { navigationId: id }),
    }
    attempt(() => report(vital))
  }

  const finalizeLcp = () => {
    isLcpFinal = true
    core.finalize_lcp()
    tell(LCP)
  }

  /** @param {Navigation} next @param {number} interaction */
  const begin = (next, interaction) => {
    navigation = next
    isLcpFinal = false
    core.begin(next.startTime, interaction, Number(next.isPageLoad ?? 0))
    paints.restart()
    shifts.restart()
  }

  /** @type {Record<string, (entry: any) => unknown>} */
  const handlers = {
    'largest-contentful-paint': paints.largest,
    'interaction-contentful-paint': paints.ofInteraction,
    paint: (entry) => {
      if (entry.name !== 'first-contentful-paint') return
      paints.first(entry)
      tell(FCP)
    },
    'layout-shift': shifts.shift,
    'long-animation-frame': events.frame,
    'first-input': events.add,
    event: events.add,
    'soft-navigation': (entry) => {
      finalizeLcp()
      tell(CLS)
      begin(softNavigation(entry), entry.interactionId)
      core.fcp_paint(entry.presentationTime || entry.paintTime || 0)
      const paint = entry.getLargestInteractionContentfulPaint()
      if (paint) paints.ofInteraction(paint)
      tell(FCP)
      tell(TTFB)
      events.add(entry)
    },
  }

  /**
   * Handles entries in the order in which they ended, as types come out of order:
   * https://github.com/w3c/performance-timeline/issues/224
   * @param {any[]} entries
   */
  const handle = (entries) => {
    map(
      ordered(entries, ({ startTime, duration }) => startTime + duration),
      (entry) => attempt(() => handlers[entry.entryType]?.(entry)),
    )
  }

  const restore = (/** @type {any} */ { persisted, timeStamp }) => {
    if (!persisted) return
    const restored = { type: 'back-forward-cache', id: `bfcache-${++restores}`, startTime: timeStamp }
    begin(restored, 0)
    inpNavigation = restored
    core.begin_inp(events.count())
    // Browsers change the state behind the event: https://bugs.chromium.org/p/chromium/issues/detail?id=1133363
    timer(() => attempt(() => isPageHidden() && core.note_hidden(0)))
    tell(TTFB)
    afterPaint(() => {
      if (navigation !== restored) return
      core.restore_paint(clock() - timeStamp)
      tell(FCP)
      finalizeLcp()
    })
  }

  /** The browser looks for no larger paint after an input. */
  const input = (/** @type {any} */ { isTrusted }) => {
    const of = navigation
    if (isTrusted && !isLcpFinal) whenIdle(() => of === navigation && !isLcpFinal && finalizeLcp())
  }

  const hidden = (/** @type {any} */ { timeStamp }) => isPageHidden() && core.note_hidden(timeStamp)

  const tellFirstByte = () =>
    attempt(() => {
      if (!navigation.isPageLoad) return
      core.first_byte(navigationEntry()?.responseStart ?? 0, clock())
      tell(TTFB)
    })

  core.begin(navigation.startTime, 0, 1)
  const hiddenBefore = filter(
    entriesOf('visibility-state'),
    ({ name, startTime }) => name === 'hidden' && startTime >= navigation.startTime,
  )[0]
  core.note_hidden(hiddenBefore?.startTime ?? firstHidden())
  const stops = [
    onPage('visibilitychange', hidden),
    onPage('pageshow', restore),
    onPage('keydown', input),
    onPage('click', input),
    events.stop,
  ]
  // Behind the load event the navigation entry is complete.
  if (document.readyState === 'complete') timer(tellFirstByte)
  else stops[stops.length] = listen('load', () => timer(tellFirstByte), { once: true })
  const observer = observeEntries(
    [
      'paint',
      'largest-contentful-paint',
      'layout-shift',
      'long-animation-frame',
      ...(hasInteractions() ? ['event', 'first-input'] : []),
      ...(hasSoftNavigations() ? ['soft-navigation', 'interaction-contentful-paint'] : []),
    ],
    handle,
    { durationThreshold: DURATION_THRESHOLD },
  )

  return {
    flush() {
      if (isPageHidden()) core.note_hidden(clock())
      attempt(() => handle(observer.take()))
      attempt(events.handle)
      finalizeLcp()
      tell(CLS)
      tell(INP)
    },

    stop() {
      observer.stop()
      map(stops, (stop) => stop())
    },
  }
}
