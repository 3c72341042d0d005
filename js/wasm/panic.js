// @ts-check
/** How long before a trap its panic may have been told, in seconds. */
const WITHIN = 1

/**
 * What a panic hook prints: message behind the place since Rust 1.73, before it until then; console_error_panic_hook adds
 * the stack.
 */
const PANICKED =
  /^(?:thread '.*' )?panicked at (?:'([\s\S]*)', )?(\S+):(\d+):(\d+)(?::\n([\s\S]*?))?(?:\n\nStack:|\n*$)/

/** A trap after a panic that went to the console becomes that panic, with its message and its place. @param {any} event */
export const withPanic = (event) => {
  const { exception, breadcrumbs, timestamp } = event
  const trap = exception?.values?.at(-1)
  if (trap?.type !== 'RuntimeError' || !/nreachable/.test(trap.value)) return event
  const { message, timestamp: told } =
    breadcrumbs?.values?.findLast(
      (/** @type {any} */ { category, level }) => category === 'console' && level === 'error',
    ) ?? {}
  const [, before, filename, lineno, colno, after] = PANICKED.exec(message) ?? []
  if (!filename || !(timestamp - told < WITHIN)) return event
  Object.assign(trap, { type: 'panic', value: before ?? after })
  event.level = 'fatal'
  const frame = trap.stacktrace?.frames?.findLast((/** @type {any} */ { in_app }) => in_app)
  if (frame) {
    Object.assign(frame, { abs_path: frame.filename, filename, lineno: Number(lineno), colno: Number(colno) })
  }
  return event
}
