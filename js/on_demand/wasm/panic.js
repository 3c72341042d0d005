// @ts-check
import { isWasm } from './images.js'

/** Longest time between the console line of a panic and its trap, in seconds. */
const WITHIN = 5

/**
 * The output of a panic hook: since Rust 1.73 the location comes before the message, in older versions after it;
 * console_error_panic_hook adds the stack.
 */
const PANICKED =
  /^(?:thread '.*' )?panicked at (?:'([\s\S]*)', )?(.+?):(\d+):(\d+)(?::\n([\s\S]*?))?(?:\n\nStack:|\n*$)/

/** Rust calls these when no memory is left; it calls no panic hook then, so there is no message. */
const OUT_OF_MEMORY = /rust_oom|alloc_error/

/**
 * After these no call into the app can be trusted: a trap leaves what it was about half done, and an overflow of the engine's
 * stack does the same in the middle of Rust.
 */
const DEATH = /^RuntimeError: |Error: (Maximum call stack|too much recursion)/

/** @typedef {Record<string, any>} Frame */

/**
 * The death of an app is fatal. A trap after a panic in the console becomes that panic, with its message and location. Chromium says
 * `unreachable`, Firefox `unreachable executed`, Safari `Unreachable code should not be executed`.
 * @param {any} event
 */
export const withPanic = (event) => {
  const trap = event.exception?.values?.at(-1)
  /** @type {Frame[]} */
  const frames = trap?.stacktrace?.frames ?? []
  // Not where the page has said another level.
  if (event.level === 'error' && frames.some(isWasm) && DEATH.test(`${trap.type}: ${trap.value}`))
    event.level = 'fatal'
  if (trap?.type !== 'RuntimeError' || !/nreachable/.test(trap.value)) return event
  const [, before, filename, lineno, colno, after] = PANICKED.exec(lastError(event)) ?? []
  if (filename) {
    Object.assign(trap, { type: 'panic', value: before ?? after })
    event.level = 'fatal'
    locate(frames, { filename, lineno: Number(lineno), colno: Number(colno) })
  } else if (frames.some((frame) => OUT_OF_MEMORY.test(frame.function))) {
    trap.value = `out of memory: ${trap.value}`
  }
  return event
}

/** The error that was written to the console just before. @param {any} event @returns {string} */
const lastError = ({ breadcrumbs, timestamp }) => {
  // A list, unless a function of the page has made the older shape of it.
  const list = Array.isArray(breadcrumbs) ? breadcrumbs : (breadcrumbs?.values ?? [])
  const last = list.findLast(
    (/** @type {any} */ { category, level }) => category === 'console' && level === 'error',
  )
  return timestamp - last?.timestamp < WITHIN ? last.message : ''
}

/** As `locate` of protocol/src/panic.rs. @param {Frame[]} frames @param {Frame} codeLocation */
const locate = (frames, codeLocation) => {
  const frame = frames.findLast(
    ({ in_app, instruction_addr, raw_function }) => in_app && (instruction_addr || raw_function),
  )
  if (frame) Object.assign(frame, { abs_path: frame.filename, ...codeLocation })
  else frames.push({ function: '?', in_app: true, ...codeLocation })
}
