// @ts-check
import { isWasm } from './find_module.js'

/** Longest time between the console line of a panic and its trap, in seconds. */
const WITHIN = 5

/** Longest time between an app's own report of a panic and its line in the console, in seconds. */
const OF_ONE_PANIC = 1

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
export const DEATH = /^RuntimeError: |Error: (Maximum call stack|too much recursion)/

/** @typedef {Record<string, any>} Frame */

/**
 * The death of an app is fatal. A trap after a panic in the console becomes that panic, with its message and location. Chromium
 * says `unreachable`, Firefox `unreachable executed`, Safari `Unreachable code should not be executed`. A line of the console
 * belongs to one trap, and a panic that the app tells itself, maybe without its words, has had its own.
 */
export const panics = () => {
  /** The time of the line that the newest panic was told by. @type {number | undefined} */
  let used
  /** The time of the newest panic that an app has told itself: its trap is no event. @type {number | undefined} */
  let own

  /** @param {any} event @param {boolean} [hasConsole] whether its module writes to this console: that of a worker does not */
  return (event, hasConsole = true) => {
    const trap = event.exception?.values?.at(-1)
    if (trap?.mechanism?.type === 'panic') own = event.timestamp
    /** @type {Frame[]} */
    const frames = trap?.stacktrace?.frames ?? []
    // Not where the page has said another level.
    if (event.level === 'error' && frames.some(isWasm) && DEATH.test(`${trap.type}: ${trap.value}`))
      event.level = 'fatal'
    if (trap?.type !== 'RuntimeError' || !/nreachable/.test(trap.value) || !hasConsole) return event
    const line = lastError(event)
    const [, before, filename, lineno, colno, after] = PANICKED.exec(line.message) ?? []
    const isOwn = Math.abs(line.timestamp - Number(own)) < OF_ONE_PANIC
    if (filename && !isOwn && line.timestamp !== used) {
      used = line.timestamp
      Object.assign(trap, { type: 'panic', value: before ?? after })
      event.level = 'fatal'
      if (trap.stacktrace?.frames) locate(frames, { filename, lineno: Number(lineno), colno: Number(colno) })
      // The server reads the stack, and puts the location on its frames: it groups panics by that.
      else
        trap.mechanism = {
          ...trap.mechanism,
          data: { ...trap.mechanism?.data, panic_location: `${filename}:${lineno}:${colno}` },
        }
    } else if (frames.some((frame) => OUT_OF_MEMORY.test(frame.function))) {
      trap.value = `out of memory: ${trap.value}`
    }
    return event
  }
}

/** The error that was written to the console just before. @param {any} event @returns {{ message: string, timestamp: number }} */
const lastError = ({ breadcrumbs, timestamp }) => {
  // A list, unless a function of the page has made the older shape of it.
  const list = Array.isArray(breadcrumbs) ? breadcrumbs : (breadcrumbs?.values ?? [])
  const last = list.findLast(
    (/** @type {any} */ { category, level }) => category === 'console' && level === 'error',
  )
  return timestamp - last?.timestamp < WITHIN ? last : { message: '', timestamp }
}

/** As `locate` of protocol/src/panic.rs. @param {Frame[]} frames @param {Frame} codeLocation */
const locate = (frames, codeLocation) => {
  const frame = frames.findLast(
    ({ in_app, instruction_addr, raw_function }) => in_app && (instruction_addr || raw_function),
  )
  if (frame) Object.assign(frame, { abs_path: frame.filename, ...codeLocation })
  else frames.push({ function: '?', in_app: true, ...codeLocation })
}
