// @ts-check

/** An offset cannot be in the header of a module, so Firefox's line is above 1. */
const FIRST_LINE = 1

/**
 * A worker without a recorder tells its page where it died: Chromium's column, and Firefox's line, are the offset in its
 * module. Whether this is such an event, whose frame then has the offset as its address.
 * @param {any} event
 */
export const addressDeathOfWorker = (event) => {
  const [frame, ...others] = event.exception?.values?.at?.(-1)?.stacktrace?.frames ?? []
  if (others.length || !/^http\S+\.wasm\b/.test(frame?.filename) || !frame.lineno || frame.abs_path)
    return false
  const { lineno, colno, ...rest } = frame
  const offset = lineno === FIRST_LINE ? colno - 1 : lineno
  event.exception.values.at(-1).stacktrace.frames = [
    { ...rest, platform: 'native', instruction_addr: `0x${offset.toString(16)}` },
  ]
  return true
}
