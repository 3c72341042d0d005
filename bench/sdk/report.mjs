// @ts-check
// What the samples say: a median for each measure and subject, and how Balefire stands to Sentry.
import { columns, median, number } from '../table.mjs'
import { BASELINE, OURS, RIVAL } from './subjects.mjs'

/**
 * `of` finds the number in a sample; with `above`, what the page costs without an SDK is taken off first. `most` is
 * Balefire's budget, as a share of Sentry's.
 * @typedef {{ phase: string, name: string, of: (sample: any) => number, above?: boolean, most?: number }} Measure
 */

/** @type {Measure[]} */
export const MEASURES = [
  { phase: 'cold1', name: 'evaluate + init, ms', of: (s) => s.both, most: 0.4 },
  { phase: 'cold1', name: 'evaluate + init, CPU ms', of: (s) => s.cpu, above: true },
  { phase: 'cold1', name: '  .. and 200 ms after, CPU ms', of: (s) => s.settled, above: true },
  { phase: 'cold6', name: 'evaluate + init, CPU / 6, ms', of: (s) => s.both, most: 0.4 },
  { phase: 'cold6', name: '  .. CPU ms', of: (s) => s.cpu, above: true },
  { phase: 'hot', name: 'captureException, µs', of: (s) => s.capture.median, most: 0.2 },
  { phase: 'hot', name: '  .. 95th of 100', of: (s) => s.capture.p95 },
  { phase: 'hot', name: '  .. the first', of: (s) => s.first },
  { phase: 'hot', name: '  .. all work of an event, CPU µs', of: (s) => s.capture.cpu },
  { phase: 'hot', name: 'with 100 breadcrumbs, µs', of: (s) => s.full.median },
  { phase: 'hot', name: '  .. all work of an event, CPU µs', of: (s) => s.full.cpu },
  { phase: 'hot', name: 'addBreadcrumb, µs', of: (s) => s.breadcrumb },
  { phase: 'hot', name: 'console.log, µs', of: (s) => s.wrapped.consoleLog, above: true },
  { phase: 'hot', name: 'setTimeout + clearTimeout, µs', of: (s) => s.wrapped.setTimeout, above: true },
  { phase: 'hot', name: 'add, dispatch, remove a listener, µs', of: (s) => s.wrapped.listener, above: true },
  { phase: 'hot', name: 'click, µs', of: (s) => s.wrapped.click, above: true },
  { phase: 'hot', name: 'fetch, µs', of: (s) => s.wrapped.fetch, above: true },
  { phase: 'heap', name: 'heap after init, KB', of: (s) => s.started.used, above: true },
  { phase: 'heap', name: '  .. buffers and wasm memory, KB', of: (s) => s.started.backing, above: true },
  { phase: 'heap', name: 'heap after 1,000 events, KB', of: (s) => s.used.used, above: true },
  { phase: 'heap', name: '  .. buffers and wasm memory, KB', of: (s) => s.used.backing, above: true },
  { phase: 'hot', name: 'events that arrived', of: (s) => s.capture.arrived },
  { phase: 'hot', name: 'requests for 1,000 events', of: (s) => s.capture.requests },
  { phase: 'hot', name: 'bytes of an event', of: (s) => s.capture.bytes },
]

/** @param {import('./run.mjs').Samples} samples @param {Measure} measure @param {string} subject */
function medianOf(samples, { phase, of, above }, subject) {
  const found = (/** @type {string} */ name) => median((samples[phase]?.[name] ?? []).map(of))
  const value = found(subject)
  return above && subject !== BASELINE ? value - (found(BASELINE) || 0) : value
}

/** @param {import('./run.mjs').Samples} samples @param {Measure} measure */
const ratioOf = (samples, measure) => medianOf(samples, measure, OURS) / medianOf(samples, measure, RIVAL)

/** @param {import('./run.mjs').Samples} samples */
export const isOver = (samples) =>
  MEASURES.some((measure) => measure.most !== undefined && ratioOf(samples, measure) > measure.most)

/** @param {import('./run.mjs').Samples} samples */
export function table(samples) {
  const rows = [['', BASELINE, RIVAL, OURS, `${OURS} / ${RIVAL}`, 'budget']]
  for (const measure of MEASURES.filter(({ phase }) => samples[phase])) {
    const ratio = ratioOf(samples, measure)
    const verdict = measure.most && `${measure.most} ${ratio <= measure.most ? 'ok' : 'OVER'}`
    const values = [BASELINE, RIVAL, OURS].map((name) => number(medianOf(samples, measure, name)))
    rows.push([measure.name, ...values, number(ratio), verdict || ''])
  }
  return columns(rows)
}
