// @ts-check
/** How long before a trap its panic may have been told, in seconds. */
const WITHIN = 1

/**
 * What a panic hook prints: message behind the place since Rust 1.73, before it until then; console_error_panic_hook adds
 * the stack.
 */
const PANICKED =
  /^(?:thread '.*' )?panicked at (?:'([\s\S]*)', )?(.+?):(\d+):(\d+)(?::\n([\s\S]*?))?(?:\n\nStack:|\n*$)/

/** What Rust calls when there is no memory left; its words are lost, as no panic hook is called. */
const OUT_OF_MEMORY = /rust_oom|alloc_error/

/** @typedef {Record<string, any>} Frame */

/**
 * A trap after a panic that went to the console becomes that panic, with its message and its place. Chromium says
 * `unreachable`, Firefox `unreachable executed`, Safari `Unreachable code should not be executed`.
 * @param {any} event
 */
export const withPanic = (event) => {
  const trap = event.exception?.values?.at(-1)
  if (trap?.type !== 'RuntimeError' || !/nreachable/.test(trap.value)) return event
  /** @type {Frame[]} */
  const frames = trap.stacktrace?.frames ?? []
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

/** What was written to the console as an error just before. @param {any} event @returns {string} */
const lastError = ({ breadcrumbs, timestamp }) => {
  // A list, if no function of the page's has made the older shape of it.
  const list = Array.isArray(breadcrumbs) ? breadcrumbs : (breadcrumbs?.values ?? [])
  const last = list.findLast(
    (/** @type {any} */ { category, level }) => category === 'console' && level === 'error',
  )
  return timestamp - last?.timestamp < WITHIN ? last.message : ''
}

/** As `locate` of protocol/src/panic.rs. @param {Frame[]} frames @param {Frame} place */
const locate = (frames, place) => {
  const frame = frames.findLast(
    ({ in_app, instruction_addr, raw_function }) => in_app && (instruction_addr || raw_function),
  )
  if (frame) Object.assign(frame, { abs_path: frame.filename, ...place })
  else frames.push({ function: '?', in_app: true, ...place })
}
