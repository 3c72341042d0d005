// @ts-check
// The page load and the navigations: when each is over, and what the browser has measured meanwhile.
import { add, filter, map } from '../../builtins/lists.js'
import { entriesOf } from '../../builtins/performance_timeline.js'
import { clock, pageTime } from '../../tracing/clock.js'
import { idleSegment } from './idle_segment.js'
import { later } from './later.js'
import { endOfLoad } from './load_end.js'
import { longFrameSpan } from './long_frames.js'
import { paintSpan, phaseSpans } from './navigation_phases.js'
import { noteStage, wasFetching } from './own_files.js'
import { addMissing, pageLoadAttributes, visitorAttributes } from './page_attributes.js'
import { resourceSpans } from './resource_spans.js'
import { userTimingSpan } from './user_timing.js'

/** @typedef {import('../../tracing/notes.js').Note} Note */

/** Most spans of long frames, and of marks and measures, of a segment. */
const MAX_FRAMES = 100
const MAX_TIMINGS = 100

/** Whether a span is that of a page load or a navigation; the tracer gives these an address. @param {Note | undefined} note */
export const isPageSegment = (note) =>
  note?.segment === note &&
  (note?.op === 'pageload' || note?.op === 'navigation') &&
  note.attributes['url.path'] !== undefined

/**
 * Adds to an ended segment what the browser has measured in it, and cuts its end to that of the last child.
 * @param {Note} note
 * @param {ReturnType<import('./entries.js').watchEntries>} entries
 * @param {{
 *   tracer: any, settings: Record<string, any>, integrations: any[], finalTimeout: number, idleTimeout: number,
 *   lastChildEnd: number, early: Note[], since: number,
 * }} page `early`: the children that began before this stage came, at the time `since`, or while it might have been over
 */
export const complete = (note, entries, page) => {
  const { tracer, settings, integrations, finalTimeout } = page
  const { start, attributes, op } = note
  const end = note.end ?? clock()
  const isPageLoad = op === 'pageload'
  const of = entries.take(isPageLoad ? 0 : pageTime(start), pageTime(end))
  const navigation = isPageLoad ? entriesOf('navigation')[0] : undefined
  /** @type {(import('./navigation_phases.js').Child | undefined)[]} */
  let children = []
  if (navigation) {
    const paints = entriesOf('paint')
    children = [...phaseSpans(navigation), ...map(paints, paintSpan)]
    addMissing(attributes, pageLoadAttributes(navigation, paints))
  }
  const resources = resourceSpans(of('resource'), settings.ignoreResourceSpans ?? [], location.origin)
  const frames = of('long-animation-frame')
  const timings = [...of('mark'), ...of('measure')]
  children = [
    ...children,
    ...resources.spans,
    ...map((frames[0] ? frames : of('longtask')).slice(0, MAX_FRAMES), longFrameSpan),
    ...map(timings.slice(0, MAX_TIMINGS), (entry) => userTimingSpan(entry, navigation?.requestStart ?? 0)),
  ]
  addMissing(attributes, { ...visitorAttributes(integrations), ...resources.attributes })

  noteStage(of('resource'), page.since)
  const measured = filter(children)
  const ofPage = filter(measured, (child) => !wasFetching(child.start))
  let last = page.lastChildEnd
  map(ofPage, (child) => {
    if (child.end > last && child.start <= end) last = child.end
  })
  // Another segment has begun, or the page has ended it.
  attributes['sentry.idle_span_finish_reason'] ??= 'cancelled'
  const heard = endOfLoad([...page.early, ...ofPage], page.since, page.idleTimeout)
  if (heard) last = heard
  const reason = attributes['sentry.idle_span_finish_reason']
  // A navigation in which nothing was heard has not taken as long as we listened.
  if (reason === 'idleTimeout') last ||= start
  if (last && reason !== 'reportPageLoaded')
    note.end = Math.max(start, Math.min(end, last, start + finalTimeout))
  map(measured, (child) => {
    if (child.start <= (note.end ?? end)) tracer.note({ ...child, segment: note })
  })
}

/**
 * Follows the segments of the page, one after the other.
 * @param {any} tracer
 * @param {import('./idle_segment.js').Limits} limits
 * @param {{
 *   isHeld: (note: Note) => boolean, begun: (note: Note) => void,
 *   over: (note: Note, lastChildEnd: number, early: Note[]) => void,
 * }} page `isHeld`: the page itself says when the segment is over
 */
export const followSegments = (tracer, limits, { isHeld, begun, over }) => {
  /** @type {Note | undefined} */
  let current
  /** @type {ReturnType<typeof idleSegment> | undefined} */
  let idle
  let lastChildEnd = 0
  /** When this stage came, and the children that began before or a little later, of segments that are not over. */
  const since = clock()
  /** @type {Note[]} */
  let early = []
  /** Segments that have ended, and are not completed yet. */
  let ending = 0
  let isStopped = false
  /** Whether there may be no later task. */
  let isLeaving = false

  /** @param {Note} note */
  const begin = (note) => {
    current = note
    lastChildEnd = 0
    begun(note)
    idle = idleSegment(
      { now: clock, timer: later },
      limits,
      { start: note.start, isHeld: isHeld(note) },
      (reason) => {
        if (reason === 'finalTimeout') note.status ??= 'deadline_exceeded'
        tracer.endSegment(clock(), reason)
      },
    )
  }

  /** The tracer tells of the start of a segment before it is the active one, and other spans may have such an op too. */
  const look = () => {
    const active = tracer.activeSegment()
    // The tracer tells of no end of one that is not sampled.
    if (!isStopped && active !== current && active?.isSampled && isPageSegment(active) && !active.end)
      begin(active)
  }

  return {
    look,
    since,
    /** Whether what the browser measures now belongs to a segment. */
    isActive: () => Boolean(current) || ending > 0,
    /** @param {Note} note */
    started(note) {
      look()
      if (note.segment === note) later(look)
      else if (note.segment === current) idle?.childStarted(note.spanId)
    },
    /** @param {Note} note */
    ended(note) {
      // One from before this stage comes first: the next one links to it.
      if (isPageSegment(note)) begun(note)
      if (note !== current) look()
      if (note === current || isPageSegment(note)) {
        const isOfNote = (/** @type {Note} */ one) => one.segment === note
        const children = filter(early, isOfNote)
        early = filter(early, (one) => !isOfNote(one))
        let last = note === current ? lastChildEnd : 0
        map(children, ({ end = 0 }) => {
          if (end > last) last = end
        })
        if (note === current) {
          idle?.stop()
          current = idle = undefined
        }
        ending++
        const act = () => {
          over(note, last, children)
          ending--
        }
        // Not in the page's own call of `pushState`.
        if (isLeaving) act()
        else later(act)
        return
      }
      const { segment, start, end = 0 } = note
      if (start <= since + limits.idleTimeout && isPageSegment(segment) && end <= (segment.end ?? end))
        add(early, note)
      if (note.segment === current && note.end) {
        if (note.end > lastChildEnd) lastChildEnd = note.end
        idle?.childEnded(note.spanId)
      }
    },
    /** Forgets the active segment, which goes on without this. */
    stop() {
      idle?.stop()
      current = idle = undefined
      isStopped = true
    },
    /** Ends the active segment at once: the page may end after this task. */
    leave() {
      isLeaving = true
      idle?.finish('documentHidden')
      isLeaving = false
    },
  }
}
