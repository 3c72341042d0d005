// @ts-check
// An SDK that loses what it should report is fast for nothing: did all of `bench.smoke` arrive?
import { BASELINE } from './subjects.mjs'

/** The events in bodies of envelopes: one JSON text a line. */
export function eventsOf(/** @type {string[]} */ bodies) {
  return bodies
    .flatMap((body) => body.split('\n'))
    .map(parsed)
    .filter((line) => line?.exception?.values?.length > 0)
}

function parsed(/** @type {string} */ line) {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

/** @type {[name: string, holds: (event: any) => boolean][]} */
const PARTS = [
  ['window.onerror', (event) => says(event, 'smoke: onerror')],
  ['error in a timer', (event) => says(event, 'smoke: timer')],
  ['unhandled rejection', (event) => says(event, 'smoke: rejection')],
  ['captureException', (event) => says(event, 'smoke: capture')],
  ['cause chain', (event) => says(event, 'smoke: outer') && says(event, 'smoke: cause')],
  ['breadcrumb', (event) => breadcrumbs(event).some(({ message }) => message === 'smoke: breadcrumb')],
  ['frames', (event) => says(event, 'smoke: capture') && frames(event).some(isOfThePage)],
]

/** What did not arrive of a subject; the baseline must send nothing. */
export function missing(/** @type {string} */ name, /** @type {any[]} */ events) {
  if (name === BASELINE) return events.length > 0 ? ['silence'] : []
  return PARTS.filter(([, holds]) => !events.some(holds)).map(([part]) => part)
}

const says = (/** @type {any} */ event, /** @type {string} */ words) =>
  event.exception.values.some((/** @type {any} */ { value }) => value === words)

/** A list, or an object with one. @returns {any[]} */
const breadcrumbs = ({ breadcrumbs = /** @type {any} */ ([]) }) =>
  Array.isArray(breadcrumbs) ? breadcrumbs : breadcrumbs.values

/** @returns {any[]} */
const frames = (/** @type {any} */ event) => event.exception.values.at(-1).stacktrace?.frames ?? []

const isOfThePage = (/** @type {any} */ frame) => /subject\.js$/.test(frame.filename) && frame.lineno > 0
