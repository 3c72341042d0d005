// @ts-check
// Listeners of spans that start and end. Until the performance stage listens, ended spans wait here.
import { add, filter, map } from '../builtins/lists.js'
import { attempt } from '../builtins/originals.js'

/**
 * A span as it is noted; docs/performance.md describes the members. Times are in ms since 1970. `segment` is the note of its
 * root, `source` of a segment says what its name is: `url`, `route` or `custom`.
 * @typedef {{
 *   traceId: string, spanId: string, parentSpanId?: string | undefined, segment: Note, name: string,
 *   op?: string | undefined, origin: string, source?: string | undefined, start: number, end?: number,
 *   status?: string | undefined, attributes: Record<string, any>, links?: any[] | undefined, isSampled: boolean,
 *   sampleRate?: number | undefined, sampleRand: number, dsc?: Record<string, string> | undefined,
 * }} Note
 * @typedef {(note: Note) => void} Listener
 */

/** Most spans that wait: as many as Sentry sends at once. */
const MAX_WAITING = 1000

/** @type {Note[]} */
let waiting = []
/** @type {Record<'start' | 'end', Listener[]>} */
const listeners = { start: [], end: [] }
/** @type {Record<string, number>} */
let losses = {}

/** Counts a span that is not sent. @param {string} reason Sentry's word for it */
export const countLoss = (reason) => {
  losses[reason] = (losses[reason] ?? 0) + 1
}

/** The spans lost since the last call, by reason. */
export const takeLosses = () => {
  const taken = losses
  losses = {}
  return taken
}

/** @param {'start' | 'end'} event @param {Note} note */
export const notify = (event, note) => {
  if (event === 'end' && isUnheard()) {
    if (waiting.length < MAX_WAITING) add(waiting, note)
    else countLoss('buffer_overflow')
  }
  map(listeners[event], (listener) => attempt(() => listener(note)))
}

/** Whether nobody takes the ended spans yet. */
export const isUnheard = () => !listeners.end[0]

/** @param {'start' | 'end'} event @param {Listener} listener @returns {() => void} unsubscribes */
const subscribe = (event, listener) => {
  listeners[event] = [...listeners[event], listener]
  return () => {
    listeners[event] = filter(listeners[event], (one) => one !== listener)
  }
}

/** Notifies of each sampled span that starts. @param {Listener} listener */
export const onStart = (listener) => subscribe('start', listener)

/** Notifies of each sampled span that ends, and at once of those that wait. @param {Listener} listener */
export const onEnd = (listener) => {
  const notes = waiting
  waiting = []
  map(notes, (note) => attempt(() => listener(note)))
  return subscribe('end', listener)
}
