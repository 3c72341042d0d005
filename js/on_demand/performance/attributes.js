// @ts-check
// Attributes of spans, with their types. https://develop.sentry.dev/sdk/telemetry/spans/span-protocol/#attribute-types
import { add } from '../../builtins/lists.js'
import { keysOf } from '../../builtins/originals.js'
import { isArray, isObject, read } from '../../builtins/types.js'

/** Most attributes of a span: OpenTelemetry's default. https://opentelemetry.io/docs/specs/otel/common/#attribute-limits */
const MAX_ATTRIBUTES = 128

/** Longest text, in UTF-16 units, and most items of a list. */
const MAX_TEXT = 2000
const MAX_ITEMS = 50

/**
 * A value with its type. A number without a fraction is an integer.
 * @typedef {{ unit?: any } & (
 *   { value: string, type: 'string' } | { value: boolean, type: 'boolean' } | { value: number, type: 'integer' | 'double' } |
 *   { value: any[], type: 'array' }
 * )} Attribute
 */

/** @param {unknown} value @returns {Attribute | undefined} undefined for a value that no attribute can have */
const scalar = (value) => {
  if (typeof value === 'string') return { value: value.slice(0, MAX_TEXT), type: 'string' }
  if (typeof value === 'boolean') return { value, type: 'boolean' }
  // A page's infinite number has no JSON.
  if (typeof value === 'number' && value - value === 0)
    return { value, type: value % 1 ? 'double' : 'integer' }
}

/** @param {any} raw a plain value, a list of such, or `{ value, unit }` @returns {Attribute | undefined} */
export const typed = (raw) => {
  const plain = scalar(raw)
  if (plain || !isObject(raw)) return plain
  if (!isArray(raw)) {
    const inner = read(raw, 'value')
    const unit = read(raw, 'unit')
    const value = isObject(inner) && !isArray(inner) ? undefined : typed(inner)
    return value && typeof unit === 'string' ? { ...value, unit: unit.slice(0, MAX_TEXT) } : value
  }
  /** @type {(string | number | boolean)[]} */
  const items = []
  for (let at = 0; at < raw.length && at < MAX_ITEMS; at++) {
    const item = scalar(read(raw, at))?.value
    // A list has values of one type.
    if (item !== undefined && typeof item === typeof (items[0] ?? item)) add(items, /** @type {any} */ (item))
  }
  return { value: items, type: 'array' }
}

/**
 * Adds attributes with their types, at most so many that there is room for the common ones.
 * @param {Record<string, Attribute>} into
 * @param {Record<string, unknown> | undefined} raw
 * @param {[name: string, attribute: Attribute][]} [common]
 */
export const addTyped = (into, raw = {}, common = []) => {
  const keys = keysOf(raw)
  for (let at = 0, room = MAX_ATTRIBUTES; at < keys.length && room; at++) {
    const key = /** @type {string} */ (keys[at])
    const attribute = typed(raw[key])
    if (!attribute) continue
    into[key] = attribute
    room--
  }
  for (let at = 0; at < common.length; at++) {
    const [key, attribute] = /** @type {[string, Attribute]} */ (common[at])
    into[key] ??= attribute
  }
  return into
}
