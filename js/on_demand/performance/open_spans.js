// @ts-check
// The spans that have started and not ended, for segments that end before them.
import { filter, map } from '../../builtins/lists.js'
import { keysOf } from '../../builtins/originals.js'

/** @typedef {import('../../tracing/notes.js').Note} Note */

/** Most of them: a page may never end its spans. */
const MAX_OPEN = 1000

export const openSpans = () => {
  /** @type {Record<string, Note>} */
  const notes = {}
  let count = 0
  return {
    /** @param {Note} note */
    started(note) {
      if (note.segment === note || count >= MAX_OPEN) return
      notes[note.spanId] = note
      count++
    },
    /** @param {Note} note */
    ended({ spanId }) {
      if (notes[spanId]) count--
      delete notes[spanId]
    },
    /** Ends those of an ended segment with it, as Sentry does. @param {Note} segment @returns {Note[]} */
    cancel(segment) {
      const { end = 0 } = segment
      const left = filter(
        map(keysOf(notes), (id) => /** @type {Note} */ (notes[id])),
        (note) => note.segment === segment && note.start <= end,
      )
      map(left, (note) => {
        delete notes[note.spanId]
        count--
        note.end = end
        note.status = 'cancelled'
      })
      return left
    },
  }
}
