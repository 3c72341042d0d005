// @ts-check
// The core's module as a text, for the one script that the Rust crate carries.
import { gzipSync } from 'node:zlib'

/** Keys that leave characters in the one byte that UTF-8 has for them. */
const KEYS = Array.from({ length: 128 }, (_, key) => key)

/**
 * A literal with a character for each byte, exclusive or a key. That is 0.9 KB less after gzip than base64 of deflated
 * bytes, and needs nothing to open it. The key is the one that makes it smallest with the code beside it: it spares
 * escapes, as zeros are many, and makes the bytes that are frequent those characters that are. A module begins with a
 * zero, so the first character is the key.
 * @param {Uint8Array} module
 * @param {string} [code] that stands behind it
 */
export function literal(module, code = '') {
  const literals = KEYS.map((key) => quoted(String.fromCharCode(...module.map((byte) => byte ^ key))))
  const sizes = literals.map((text) => gzipSync(text + code, { level: 9 }).length)
  return literals[sizes.indexOf(Math.min(...sizes))] ?? ''
}

/** @param {string} text */
const quoted = (text) =>
  `"${text.replace(/["\\\n\r\0]/g, (char, at) => {
    if (char === '\n') return '\\n'
    if (char === '\r') return '\\r'
    // Before a digit the short form would be another character.
    if (char === '\0') return /\d/.test(text[at + 1] ?? '') ? '\\x00' : '\\0'
    return `\\${char}`
  })}"`
