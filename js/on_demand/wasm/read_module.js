// @ts-check
/** Offset of the first section, after the magic number and the version. https://webassembly.github.io/spec/core/binary/modules.html */
const HEADER = 8
const CUSTOM = 0
const CODE = 10

/** Bytes that are hashed in one go: a few milliseconds. */
const SLICE = 1 << 21

/** Length of an id, in bytes. */
const ID = 16

/**
 * A module of the page: its debug image in Sentry's format, and how its frames may be told. `isOfBytes`: engines knew no
 * address when they compiled it. `name` is what its name section calls it.
 * https://develop.sentry.dev/sdk/data-model/event-payloads/debugmeta/#wasm-images
 * @typedef {{ image: Record<string, any>, urls: string[], isOfBytes: boolean, name: string | undefined }} Module
 */

/**
 * Reads a module. A worker sends what it has read itself.
 * @param {any} source
 * @returns {Promise<Module | undefined>}
 */
export const readModule = async (source) => {
  const made = await source
  if (made?.image) return made
  const url = made?.url
  const bytes = url === undefined ? bytesOf(made) : new Uint8Array(await made.arrayBuffer())
  if (!bytes) return
  // Linkers put a length before a build id. Sentry's own SDK and tools take it for a part of the id, and so do we.
  const { code, build_id, external_debug_info, name } = sections(bytes)
  const id = build_id ?? (code && (await fold(code)))
  if (!id) return
  const debugId = uuid(id)
  const debugFile = external_debug_info && text(withoutLength(external_debug_info))
  return {
    image: {
      type: 'wasm',
      code_file: url || `wasm://${debugId}`,
      code_id: build_id && hex(build_id),
      debug_id: debugId,
      debug_file: debugFile && String(new URL(debugFile, url || globalThis.location.href)),
    },
    urls: url ? [url] : [],
    isOfBytes: !url,
    name: name && nameIn(name),
  }
}

/** @param {any} made a compiled module has no bytes @returns {Uint8Array | undefined} */
const bytesOf = (made) =>
  ArrayBuffer.isView(made)
    ? new Uint8Array(made.buffer, made.byteOffset, made.byteLength)
    : made?.byteLength && new Uint8Array(made)

/** The code, and the custom sections by their names. @param {Uint8Array} bytes @returns {Record<string, Uint8Array>} */
const sections = (bytes) => {
  /** @type {Record<string, Uint8Array>} */
  const found = {}
  let at = HEADER
  /** LEB128, as lengths are written. */
  const number = () => {
    let value = 0
    for (let shift = 0, byte = 0x80; byte > 0x7f && shift < 35; shift += 7) {
      byte = bytes[at++] ?? 0
      value += (byte & 0x7f) * 2 ** shift
    }
    return value
  }
  while (at < bytes.length) {
    const kind = bytes[at++]
    const size = number()
    const end = at + size
    if (end > bytes.length) break
    if (kind === CODE) found.code ??= bytes.subarray(at, end)
    if (kind === CUSTOM) {
      const length = number()
      const name = text(bytes.subarray(at, at + length))
      found[name] ??= bytes.subarray(at + length, end)
    }
    at = end
  }
  return found
}

/**
 * The name of the module in its name section, where it is the first subsection.
 * https://webassembly.github.io/spec/core/appendix/custom.html#module-name-subsection
 * @param {Uint8Array} section
 */
const nameIn = (section) => {
  // Below 128 bytes a length is one byte. Compilers name a module by its file.
  const [kind, size = 0, length = 0] = section
  return kind === 0 && size === length + 1 ? text(section.subarray(3, 3 + length)) : undefined
}

/** @param {Uint8Array} bytes */
const text = (bytes) => new TextDecoder().decode(bytes)

/** A text in a section has its length before it. @param {Uint8Array} bytes */
const withoutLength = (bytes) => (bytes[0] === bytes.length - 1 ? bytes.subarray(1) : bytes)

/**
 * An id for code that was given none, the same in the browser and where symbols are uploaded (protocol/src/wasm.rs): four
 * lanes of FNV-1a. http://www.isthe.com/chongo/tech/comp/fnv/
 * @param {Uint8Array} code
 */
const fold = async (code) => {
  const lanes = [0, 1, 2, 3].map((lane) => 0x811c9dc5 ^ lane)
  for (let from = 0; from < code.length; from += SLICE) {
    // Gives the page a turn.
    if (from) await new Promise((go) => setTimeout(go))
    const end = Math.min(from + SLICE, code.length)
    for (let at = from; at < end; at++) {
      lanes[at & 3] = Math.imul(
        /** @type {number} */ (lanes[at & 3]) ^ /** @type {number} */ (code[at]),
        0x01000193,
      )
    }
  }
  const id = new DataView(new ArrayBuffer(ID))
  for (const [at, lane] of lanes.entries()) id.setInt32(4 * at, lane)
  return new Uint8Array(id.buffer)
}

/** @param {Uint8Array} bytes */
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

/** @param {Uint8Array} id */
const uuid = (id) =>
  hex(id)
    .padEnd(2 * ID, '0')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, '$1-$2-$3-$4-$5')
