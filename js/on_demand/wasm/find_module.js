// @ts-check
// In which module a frame is. A wrong one would give wrong names and lines, so where it is not certain there is none.

/** A module made of bytes: in Chromium with its name, if it has one, and a hash that nobody else knows. */
const OF_BYTES = /^wasm:\/\/wasm(\/(?:(.*)-)?[0-9a-f]{8})?$/

/** What Safari says in the place of a module's name where it knows none. */
const NAMELESS = /^(<\?>|\[wasm)/

/** The address of a script, and what comes before the ending of the modules beside it: wasm-bindgen's and Emscripten's. */
const GLUE = /^(\w+:\/\/.*)\.m?js\b/

/** @typedef {import('./read_module.js').Module} Module */

/** @param {any} frame */
export const isWasm = (frame) => frame?.instruction_addr || frame?.raw_function

/** The file that the engine told: that of a panic is a source file, beside which the module's own is kept. @param {any} frame */
export const fileOf = ({ abs_path, filename }) => String(abs_path ?? filename)

/**
 * The module of a frame.
 * @param {any[]} frames of a stack, oldest first
 * @param {number} at the frame
 * @param {Module[]} modules that are known
 * @param {boolean} areAll whether the page has no others
 * @returns {Module | undefined}
 */
export const findModule = (frames, at, modules, areAll) => {
  const file = fileOf(frames[at])
  const named = modules.find(({ urls }) => urls.includes(file))
  if (named) return named
  const hasAddress = Boolean(frames[at].instruction_addr)
  const ofBytes = OF_BYTES.exec(file)
  const [, hash, told = hash && ''] = ofBytes ?? []
  // Safari tells the module's name, and no address of any module.
  const name = hasAddress ? told : NAMELESS.test(file) ? undefined : file
  const possible = modules.filter(
    (module) => (!hasAddress || module.isOfBytes) && (name === undefined || name === (module.name ?? '')),
  )
  const only = possible.length === 1 ? possible[0] : undefined
  // Chromium tells the address at which it had these bytes before, maybe for another page. Or nobody has seen the module.
  if (hasAddress && !ofBytes) return areAll ? only : undefined
  return (name || ofBytes || areAll) && only ? only : byGlue(frames, at, possible)
}

/**
 * The module beside the script that called the frame, or that it calls. They must not contradict each other.
 * @param {any[]} frames @param {number} at @param {Module[]} possible
 */
const byGlue = (frames, at, possible) => {
  const isScript = (/** @type {any} */ frame) => !isWasm(frame)
  const neighbours = [frames.slice(0, at).findLast(isScript), frames.slice(at).find(isScript)]
  const found = new Set(
    neighbours.flatMap((script) => {
      const [, stem] = GLUE.exec(script?.filename) ?? []
      return stem ? possible.filter(({ urls }) => urls.some((url) => isBeside(url, stem))) : []
    }),
  )
  return found.size === 1 ? [...found][0] : undefined
}

/** Whether a module is the one of the glue `<stem>.js`. @param {string} url @param {string} stem */
export const isBeside = (url, stem) => url.startsWith(stem) && /^(_bg)?\.wasm\b/.test(url.slice(stem.length))
