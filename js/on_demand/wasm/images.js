// @ts-check
import { findModule, isWasm } from './find_module.js'

/** @param {any} event @returns {any[][]} */
const stacksOf = (event) =>
  [event.exception?.values ?? []].flat().map((/** @type {any} */ it) => it?.stacktrace?.frames ?? [])

/** @param {any} event */
export const hasWasm = (event) => stacksOf(event).flat().some(isWasm)

/**
 * The event with the images of the modules that its frames are in.
 * https://develop.sentry.dev/sdk/data-model/event-payloads/stacktrace/#frame-attributes
 * @param {any} event
 * @param {import('./find_module.js').Module[]} modules
 * @param {boolean} areAll whether the page has no others
 */
export const withImages = (event, modules, areAll) => {
  const known = event.debug_meta?.images ?? []
  let isUsed = false
  for (const frames of stacksOf(event)) {
    const found = frames.map((frame, at) =>
      isWasm(frame) ? findModule(frames, at, modules, areAll) : undefined,
    )
    for (const [at, module] of found.entries()) {
      if (!module) continue
      const frame = frames[at]
      isUsed = true
      frame.addr_mode = `rel:${known.length + modules.indexOf(module)}`
      // Of a module made of bytes Firefox tells the script that made it, which may be ours; Safari has no address of any.
      frame[frame.abs_path === undefined ? 'filename' : 'abs_path'] = module.image.code_file
    }
  }
  if (isUsed)
    event.debug_meta = { ...event.debug_meta, images: [...known, ...modules.map(({ image }) => image)] }
  return event
}
