// @ts-check
/** @param {any} frame */
export const isWasm = (frame) => frame?.instruction_addr || frame?.raw_function

/** @param {any} event */
const framesOf = (event) =>
  [event.exception?.values ?? []].flat().flatMap((/** @type {any} */ it) => it?.stacktrace?.frames ?? [])

/** @param {any} event */
export const hasWasm = (event) => framesOf(event).some(isWasm)

/**
 * The event with the images of the modules that its frames are in.
 * https://develop.sentry.dev/sdk/data-model/event-payloads/stacktrace/#frame-attributes
 * @param {any} event
 * @param {any[]} images
 */
export const withImages = (event, images) => {
  const known = event.debug_meta?.images ?? []
  let isUsed = false
  for (const frame of framesOf(event).filter(isWasm)) {
    const at = indexOf(frame, images)
    if (at < 0) continue
    isUsed = true
    frame.addr_mode = `rel:${known.length + at}`
  }
  if (isUsed) event.debug_meta = { ...event.debug_meta, images: [...known, ...images] }
  return event
}

/** The index of the module of a frame; below 0 if it is unknown. @param {any} frame @param {any[]} images */
const indexOf = ({ instruction_addr, filename, abs_path }, images) => {
  const at = images.findIndex((image) => image.code_file === (abs_path ?? filename))
  if (at >= 0 || images.length < 2) return at < 0 ? images.length - 1 : at
  // A module made of bytes has no address; Firefox shows the script's. Safari has no address of any module.
  const nameless = images.flatMap((image, at) => (/^wasm:/.test(image.code_file) ? [at] : []))
  return instruction_addr && nameless.length === 1 ? nameless[0] : -1
}
