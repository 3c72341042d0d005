// @ts-check
// The option `linkPreviousTrace`: a segment links to the trace before it, so that a visit can be followed.
import { attempt } from '../../builtins/originals.js'

/** How long a trace counts as the one before, in ms: Sentry's. */
const MAX_AGE = 3_600_000

/** Where a trace is kept for the next page of the tab: Sentry's key. */
const KEY = 'sentry_previous_trace'

/** @typedef {{ spanContext: { traceId: string, spanId: string, traceFlags: number }, startTimestamp: number }} Previous */

/** @param {'in-memory' | 'session-storage' | 'off'} mode */
export const previousTrace = (mode = 'in-memory') => {
  const isStored = mode === 'session-storage'
  /** @type {Previous | undefined} */
  let previous = isStored
    ? attempt(() => JSON.parse(sessionStorage.getItem(KEY) ?? 'null') ?? undefined)
    : undefined

  /** Adds the link to a segment. @param {import('../../tracing/notes.js').Note} note */
  return (note) => {
    const { traceId, spanId, isSampled, start } = note
    if (mode === 'off' || previous?.spanContext?.traceId === traceId) return
    if (
      typeof previous?.spanContext?.traceId === 'string' &&
      start - previous.startTimestamp * 1000 <= MAX_AGE
    )
      note.links = [
        ...(note.links ?? []),
        { context: previous.spanContext, attributes: { 'sentry.link.type': 'previous_trace' } },
      ]
    previous = {
      spanContext: { traceId, spanId, traceFlags: Number(isSampled) },
      startTimestamp: start / 1000,
    }
    if (isStored) attempt(() => sessionStorage.setItem(KEY, JSON.stringify(previous)))
  }
}
