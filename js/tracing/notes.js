// @ts-check
// Spans as they are noted. Until the performance stage listens, they wait here.
import { add, filter, map, newest } from '../builtins/lists.js'
import { attempt } from '../builtins/originals.js'
import { addLoss, BUFFER_OVERFLOW } from '../recorder/losses.js'
import { spanIdOf } from './propagation.js'

/**
 * A span as it is noted; docs/performance.md describes the members. Times are in ms since 1970. `segment` is the note of its
 * root; `source` says what the name of a segment is: `url`, `route` or `custom`. Attributes of Sentry's names for `op`,
 * `origin` and `source` are the page's own, and count more. `isBrief`: the page load was sent in brief, when the page
 * was hidden early. The members of the trace are those of its root.
 * @typedef {{
 *   traceId: string, spanId: string, parentSpanId?: string | undefined, segment: Note, name: string,
 *   op?: string | undefined, origin: string, source?: string | undefined, start: number, end?: number,
 *   status?: string | undefined, attributes: Record<string, any>, links?: any[] | undefined, isSampled: boolean,
 *   sampleRate?: number | undefined, sampleRand: number, dsc?: Record<string, string> | undefined,
 *   isBrief?: boolean,
 * }} Note
 * @typedef {(note: Note) => void} Listener
 */

/** Most spans that wait: as many as Sentry sends at once. */
const MAX_WAITING = 1000
/** Most open spans that are remembered until then. */
const MAX_OPEN = 50

/** Spans that have ended while nobody takes these. @type {Note[]} */
let waiting = []
/** Those that have started meanwhile. @type {Note[]} */
let started = []
/** @type {Record<'start' | 'end', Listener[]>} */
const listeners = { start: [], end: [] }
/** @type {import('../recorder/losses.js').Loss[]} */
let losses = []

/**
 * A note in the trace of another one, or in a trace.
 * @param {Note | import('./propagation.js').Trace} above
 * @param {Note | undefined} segment undefined for a root
 * @param {Partial<Note> & { name: string, start: number }} fields
 * @returns {Note}
 */
export const noteOf = (above, segment, fields) => {
  const { traceId, sampleRate, sampleRand, dsc, isSampled } = above
  const note = /** @type {Note} */ ({
    traceId,
    spanId: spanIdOf(),
    origin: 'manual',
    attributes: {},
    isSampled,
    sampleRate,
    sampleRand,
    dsc,
    ...fields,
  })
  note.segment = segment ?? note
  return note
}

/** Counts a span that is not sent. @param {number} reason */
export const countLoss = (reason) => addLoss(losses, [1, 'span', reason])

/** The spans lost since the last call. */
export const takeLosses = () => {
  const taken = losses
  losses = []
  return taken
}

const isOpen = (/** @type {Note} */ note) => !note.end

/** @param {'start' | 'end'} event @param {Note} note */
export const notify = (event, note) => {
  if (!note.isSampled) return
  if (isUnheard()) {
    if (event === 'start') started = [...newest(filter(started, isOpen), MAX_OPEN - 1), note]
    else if (waiting.length < MAX_WAITING) add(waiting, note)
    else countLoss(BUFFER_OVERFLOW)
  }
  map(listeners[event], (listener) => attempt(() => listener(note)))
}

/** Whether nobody takes the ended spans yet. */
export const isUnheard = () => !listeners.end[0]

/** Takes the spans that have ended and wait. */
export const takeWaiting = () => {
  const notes = waiting
  waiting = []
  return notes
}

/**
 * Notifies of each sampled span that starts or ends. The first listener to ends is told at once of those that have ended
 * before, and a listener to starts of those that have started before that and are open.
 * @param {'start' | 'end'} event
 * @param {Listener} listener
 * @returns {() => void} unsubscribes
 */
export const onSpan = (event, listener) => {
  const before = event === 'end' ? takeWaiting() : filter(started, isOpen)
  if (event === 'start' && !isUnheard()) started = []
  map(before, (note) => attempt(() => listener(note)))
  listeners[event] = [...listeners[event], listener]
  return () => {
    listeners[event] = filter(listeners[event], (one) => one !== listener)
  }
}
