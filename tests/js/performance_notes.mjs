// @ts-check
// Notes of spans, as the tracer makes them.

let ids = 0
const id = (/** @type {number} */ length) => `f${(++ids).toString(16).padStart(length - 1, '0')}`

/** @param {any} [more] @param {any} [segment] */
export const noteOf = (more = {}, segment = undefined) => {
  const start = Date.now() - 5000
  /** @type {any} */
  const note = {
    traceId: segment?.traceId ?? id(32),
    spanId: id(16),
    parentSpanId: segment?.spanId,
    name: 'a span',
    op: 'test',
    origin: 'manual',
    start,
    end: start + 12.5,
    attributes: {},
    isSampled: true,
    sampleRate: 1,
    sampleRand: 0.5,
    ...more,
  }
  note.segment = segment ?? note
  return note
}
