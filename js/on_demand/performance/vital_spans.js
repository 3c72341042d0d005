// @ts-check
// Web vitals as spans, in the shape of Sentry's. Of one page view, metric and navigation the last counts.
import { filter, map } from '../../builtins/lists.js'
import { keysOf } from '../../builtins/originals.js'
import { isObject } from '../../builtins/types.js'
import { clock, epoch } from '../../tracing/clock.js'
import { shortUrl } from './resource_spans.js'
import { snakeCase } from './snake_case.js'

/** @typedef {import('../../tracing/notes.js').Note} Note */

/**
 * A vital, as ./vitals/ reports it. Times are in ms since the page's time origin.
 * @typedef {{
 *   name: string, value: number, rating?: string | undefined, navigationType?: string | undefined,
 *   navigationId?: number | string, startTime: number, endTime?: number, attribution: Record<string, any>,
 * }} Vital
 */

/** The attribute with the id of the page load's span. Vitals have it, and navigations. */
export const PAGE_VIEW = 'sentry.pageload.span_id'

/** Whether a note is of a segment. @param {Note} note */
export const isSegment = ({ segment, spanId }) => segment.spanId === spanId

/** Longest LCP and INP that can be, in ms: Sentry's. */
const MAX_PLAUSIBLE = 60_000

/** Sentry's words for the kinds of events: mouse and touch are clicks. @type {[RegExp, string, string][]} */
const INTERACTIONS = [
  [/^(key|input)/, 'press', 'Key press'],
  [/^(drag|drop)/, 'drag', 'Drag'],
  [/(over|out|enter|leave)$/, 'hover', 'Hover'],
]

/** @type {Record<string, string>} */
const NAMES = {
  lcp: 'Largest contentful paint',
  cls: 'Layout shift',
  fcp: 'First contentful paint',
  ttfb: 'Time to first byte',
}

/** Members of an attribution whose attribute Sentry names otherwise. @type {Record<string, string>} */
const RENAMED = {
  'lcp.target': 'lcp.element',
  'cls.largestShiftTarget': 'cls.source.1',
  'inp.interactionTarget': 'inp.target',
}

const URL_LIKE = /:\/\/|^data:/i

/** @param {string} prefix @param {Record<string, any>} attribution @param {Record<string, unknown>} into */
const addAttribution = (prefix, attribution, into) =>
  map(keysOf(attribution), (key) => {
    const value = attribution[key]
    const name = `${prefix}.${key}`
    if (isObject(value)) addAttribution(name, value, into)
    else
      into[`browser.web_vital.${RENAMED[name] ?? snakeCase(name)}`] =
        typeof value === 'string' && URL_LIKE.test(value) ? shortUrl(value) : value
  })

/**
 * The span of a vital; undefined for one that cannot be.
 * @param {Vital} vital
 * @param {string} pageView the span id of the page load
 */
export const vitalSpan = (vital, pageView) => {
  const { name, value, rating, navigationType, navigationId, startTime, endTime, attribution } = vital
  const isInp = name === 'inp'
  if ((isInp || name === 'lcp') && value > MAX_PLAUSIBLE) return
  const { eventType = '', interactionType, interactionTime, ...parts } = attribution
  const [, interaction = 'click', title = 'Click'] =
    filter(INTERACTIONS, ([is]) => is.test(eventType))[0] ?? []
  const isCls = name === 'cls'
  // A shift has no length.
  const from = isInp ? (interactionTime ?? startTime) : isCls ? (endTime ?? startTime) : startTime
  const to = isCls ? from : isInp ? from + value : (endTime ?? startTime + value)
  /** @type {Record<string, unknown>} */
  const attributes = {
    [`browser.web_vital.${name}.value`]: value,
    [`browser.web_vital.${name}.rating`]: rating,
    'sentry.exclusive_time': isInp ? value : 0,
    [PAGE_VIEW]: pageView,
    'browser.navigation.id': navigationId,
    'browser.navigation.type': navigationType,
    'user_agent.original': globalThis.navigator?.userAgent,
  }
  addAttribution(name, parts, attributes)
  if (isInp && eventType) attributes['browser.web_vital.inp.interaction_type'] = interaction
  // It may fall, and be that of an earlier interaction then: the server has to know which report is the last.
  if (isInp) attributes['browser.web_vital.inp.report_time'] = clock() / 1000
  return {
    name: isInp ? title : (NAMES[name] ?? name),
    op: isInp ? `ui.interaction.${interaction}` : `ui.webvital.${name}`,
    origin: `auto.ui.browser.${name}`,
    start: epoch(from),
    end: epoch(to),
    attributes,
  }
}

/**
 * The segment that a vital belongs to: the page load, or the first navigation that began after the visitor's act.
 * @param {Vital} vital
 * @param {Note | undefined} pageLoad undefined where the page notes none
 * @param {Note[]} segments the newest of the page, the oldest first
 */
export const segmentOf = ({ navigationId, startTime }, pageLoad, segments) => {
  if (navigationId === undefined) return pageLoad
  // As Sentry: the clocks of an act and of its event differ by some ms.
  const isLater = (/** @type {Note} */ note) => note !== pageLoad && note.start >= epoch(startTime) - 5
  return filter(segments, isLater)[0] ?? pageLoad
}
