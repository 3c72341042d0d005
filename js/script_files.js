// @ts-check
// Where the script tag's files lie. It is evaluated with the tag, whose attributes are the options.
import { attempt, NativeError } from './builtins/originals.js'
import { fileOf } from './last_resort/patterns.js'

/** The script tag: options from its data- attributes, and the global `Balefire`. A worker has no tag. */
const tag = /** @type {Partial<HTMLScriptElement>} */ (attempt(() => document.currentScript) ?? {})
export const { dataset = {}, crossOrigin = '', nonce = '' } = tag
/** An inline script, or one of a blob, has no address of its own: its files lie beside the page. A worker names it in stacks. */
export const src =
  (/^http/.test(tag.src ?? '') && tag.src) ||
  (!globalThis.document && fileOf(new NativeError().stack)) ||
  location.href

/**
 * A file of this build, beside the core's file if the page names that, else beside the script. A load that has failed is
 * tried under another address: browsers remember failures.
 */
export const beside = (/** @type {string} */ file, failures = 0, /** @type {any} */ base = src) =>
  String(new URL(file + (failures ? `?${failures}` : ''), new URL(base, src)))
