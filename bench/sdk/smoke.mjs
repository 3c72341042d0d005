// @ts-check
// An SDK that loses what it should report is fast for nothing: did all of `bench.smoke` arrive?
import { eventsIn } from './batch.mjs'
import { BASELINE } from './subjects.mjs'

/**
 * What must arrive: how it is seen in the events of Sentry's protocol, and which text any other body has.
 * @type {[name: string, holds: (event: any) => boolean, text: RegExp][]}
 */
const PARTS = [
  ['window.onerror', (event) => says(event, 'smoke: onerror'), /smoke: onerror/],
  ['error in a timer', (event) => says(event, 'smoke: timer'), /smoke: timer/],
  ['unhandled rejection', (event) => says(event, 'smoke: rejection'), /smoke: rejection/],
  ['captureException', (event) => says(event, 'smoke: capture'), /smoke: capture/],
  ['cause chain', (event) => says(event, 'smoke: outer') && says(event, 'smoke: cause'), /smoke: cause/],
  ['breadcrumb', (event) => breadcrumbs(event).some(isOfTheSmoke), /smoke: breadcrumb/],
  ['frames', (event) => says(event, 'smoke: capture') && hasFrames(event), /subject\.js/],
]

/**
 * What did not arrive of a subject; the baseline must send nothing.
 * @param {{ name: string, sendsEnvelopes?: boolean }} subject
 * @param {string[]} bodies
 */
export function missing({ name, sendsEnvelopes }, bodies) {
  if (name === BASELINE) return bodies.length > 0 ? ['silence'] : []
  const events = bodies.flatMap((body) => eventsIn(new TextEncoder().encode(body)))
  return PARTS.filter(([, holds, text]) =>
    sendsEnvelopes ? !events.some(holds) : !bodies.some((body) => text.test(body)),
  ).map(([part]) => part)
}

const says = (/** @type {any} */ event, /** @type {string} */ words) =>
  event.exception.values.some((/** @type {any} */ { value }) => value === words)

/** A list, or an object with one. @returns {any[]} */
const breadcrumbs = ({ breadcrumbs = /** @type {any} */ ([]) }) =>
  Array.isArray(breadcrumbs) ? breadcrumbs : breadcrumbs.values

const isOfTheSmoke = (/** @type {any} */ { message }) => message === 'smoke: breadcrumb'

/** Frames, or the stack that our own server reads them from. */
const hasFrames = (/** @type {any} */ { exception, raw_stacks = [] }) =>
  (exception.values.at(-1).stacktrace?.frames ?? []).some(isOfThePage) ||
  raw_stacks.some((/** @type {string | null} */ stack) => /subject\.js:\d+/.test(stack ?? ''))

const isOfThePage = (/** @type {any} */ frame) => /subject\.js$/.test(frame.filename) && frame.lineno > 0
