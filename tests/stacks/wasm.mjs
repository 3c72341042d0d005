// @ts-check
// The small module of the pages, with Rust's names and without any.
import binaryen from 'binaryen'

const TEXT = `(module $shop
  (import "page" "between" (func $between))
  (memory 1)
  (func $shop::price_of::h0123456789abcdef unreachable)
  (func $shop::Cart::total::hfedcba9876543210 (export "inner") (call $shop::price_of::h0123456789abcdef) (drop (i32.const 1)))
  (func $outer (export "outer") (call $between) (drop (i32.const 1)))
  (func $divide (export "divide") (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1)))
  (func $read (export "read") (param i32) (result i32) (i32.load (local.get 0)))
  (func $recurse (export "recurse") (result i32) (i32.add (call $recurse) (i32.const 1)))
)`

/** @param {boolean} hasNames */
function module(hasNames) {
  const parsed = binaryen.parseText(TEXT)
  binaryen.setDebugInfo(hasNames)
  const bytes = parsed.emitBinary()
  parsed.dispose()
  return bytes
}

/**
 * Under more than one name, and each a little different, as Chromium remembers the URL of bytes that it saw before.
 * @returns {Record<string, Uint8Array>}
 */
export function modules() {
  const [named, stripped] = [module(true), module(false)]
  return {
    '/named.wasm': named,
    '/stripped.wasm': stripped,
    '/bytes.wasm': tagged(named, 1),
    '/stripped-bytes.wasm': tagged(stripped, 2),
    '/constructed.wasm': tagged(named, 3),
  }
}

/** The module with a custom section behind it, of an empty name and one byte: nobody reads it. */
const tagged = (/** @type {Uint8Array} */ bytes, /** @type {number} */ tag) =>
  Uint8Array.from([...bytes, 0, 2, 0, tag])
