// @ts-check
// The spans of the page's requests get the times that the browser has measured. Its entry comes after the answer.
import { add, filter, map, newest } from '../../builtins/lists.js'
import { assign } from '../../builtins/originals.js'
import { epoch } from '../../tracing/clock.js'
import { timingAttributes } from './resource_spans.js'

/** @typedef {import('../../tracing/notes.js').Note} Note */

/** Longest wait for an entry, in ms: Sentry's. */
const WAIT = 300

/** Most spans that wait, and most entries whose span has not ended. */
const MAX_WAITING = 50

/** Clocks of an entry and of a span differ by their precision, in ms. */
const SLACK = 5

/** Firefox's entries have no fragment, and Chromium's do. @param {unknown} url */
const withoutFragment = (url) => `${url}`.replace(/#.*/, '')

/** Whether an entry is of the request of a span. @param {any} entry @param {Note} note */
const isOf = ({ name, startTime, responseEnd }, { attributes, start, end = start }) =>
  withoutFragment(name) === withoutFragment(attributes['url.full']) &&
  epoch(startTime) >= start - SLACK &&
  epoch(responseEnd) <= end + WAIT

/**
 * @param {(note: Note) => void} done gets each span once
 * @param {(act: () => void, ms: number) => void} timer
 */
export const httpTimings = (done, timer) => {
  /** @type {any[]} */
  let entries = []
  /** @type {Note[]} */
  let waiting = []

  const release = (/** @type {Note} */ note) => {
    const before = waiting.length
    waiting = filter(waiting, (one) => one !== note)
    if (waiting.length < before) done(note)
  }

  /** @param {Note} note @param {any} entry */
  const match = (note, entry) => {
    assign(note.attributes, timingAttributes(entry))
    entries = filter(entries, (one) => one !== entry)
    release(note)
  }

  return {
    /** @param {any} entry of a request of the page's own */
    addEntry(entry) {
      const [note] = filter(waiting, (note) => isOf(entry, note))
      if (note) return match(note, entry)
      add(entries, entry)
      entries = newest(entries, MAX_WAITING)
    },
    /** A request has ended. @param {Note} note */
    add(note) {
      add(waiting, note)
      const [entry] = filter(entries, (entry) => isOf(entry, note))
      if (entry) return match(note, entry)
      if (waiting.length > MAX_WAITING) release(/** @type {Note} */ (waiting[0]))
      timer(() => release(note), WAIT)
    },
    /** The page may end. */
    releaseAll: () => map(waiting, release),
  }
}
