// @ts-check
import { filter, map } from '../../builtins/lists.js'
import { isIgnored } from '../../tracing/ignore_spans.js'

/**
 * The notes that the page wants; children of one that it does not want get the parent above.
 * @param {import('../../tracing/notes.js').Note[]} notes
 * @param {any} filters the page's own
 * @param {(count: number) => void} countIgnored
 */
export const withoutIgnored = (notes, filters, countIgnored) => {
  if (!filters?.length) return notes
  /** @type {Record<string, string | undefined>} */
  const parents = {}
  const left = filter(notes, (note) => {
    if (!isIgnored(note.segment, filters) && !isIgnored(note, filters)) return true
    parents[note.spanId] = note.parentSpanId ?? ''
    return false
  })
  if (left.length < notes.length) countIgnored(notes.length - left.length)
  map(left, (note) => {
    for (let depth = 0; depth < notes.length && parents[note.parentSpanId ?? ''] !== undefined; depth++)
      note.parentSpanId = parents[note.parentSpanId ?? ''] || undefined
  })
  return left
}
