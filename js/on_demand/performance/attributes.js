// @ts-check
// Attributes of spans, with their types. https://develop.sentry.dev/sdk/telemetry/spans/span-protocol/#attribute-types
import { add } from '../../builtins/lists.js'
import { keysOf } from '../../builtins/originals.js'
import { isArray, isObject, read } from '../../builtins/types.js'
import { FILTERED, isSecret } from '../../report/privacy.js'

/** Most attributes of a span: OpenTelemetry's default. https://opentelemetry.io/docs/specs/otel/common/#attribute-limits */
const MAX_ATTRIBUTES = 128

/** Longest text, in UTF-16 units, and most items of a list. */
const MAX_TEXT = 2000
const MAX_ITEMS = 50

/** Most names whose JSON is remembered. */
const MAX_NAMES = 500

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

/** What writes JSON, see ../../builtins/json.js. @typedef {(value: any) => string | undefined} Json */

/** Without a prototype: a name may be `constructor`. @type {() => Record<string, string>} */
const noNames = () => /** @type {any} */ ({ __proto__: null })

let names = noNames()
let count = 0

/** The JSON of a name, with its colon. Spans have the same names again and again. @param {Json} json @param {string} name */
const nameText = (json, name) => {
  if (!names[name]) {
    if (count++ > MAX_NAMES) {
      names = noNames()
      count = 0
    }
    names[name] = `${json(name)}:`
  }
  return names[name]
}

/** The value of an attribute, unless its name says that it is secret. A number of `tokens` is none. @param {string} name @param {unknown} raw */
export const withoutSecret = (name, raw) =>
  typeof raw === 'number' || typeof raw === 'boolean' || raw === undefined || !isSecret(name) ? raw : FILTERED

/** The JSON of an attribute, as a member; undefined for a value that none can have. @param {Json} json @param {string} name @param {unknown} raw */
const attributeText = (json, name, raw) => {
  // Without objects for each of them: once compiled, a fifth of the time.
  if (typeof raw === 'string')
    return `${nameText(json, name)}{"value":${json(raw.length > MAX_TEXT ? raw.slice(0, MAX_TEXT) : raw)},"type":"string"}`
  if (typeof raw === 'number' && raw - raw === 0)
    return `${nameText(json, name)}{"value":${raw},"type":"${raw % 1 ? 'double' : 'integer'}"}`
  const attribute = typed(raw)
  return attribute && nameText(json, name) + json(attribute)
}

/**
 * The JSON of attributes. Of two with one name the first counts.
 * @param {Json} json
 * @param {Record<string, unknown>} own the first of them, as far as there is room
 * @param {...Record<string, unknown>} more of our own
 */
export const attributesText = (json, own, ...more) => {
  let text = ''
  const put = (/** @type {string} */ name, /** @type {unknown} */ raw) => {
    const member = raw === undefined ? undefined : attributeText(json, name, withoutSecret(name, raw))
    if (member) text += text ? `,${member}` : member
    return member
  }
  const keys = keysOf(own)
  for (let at = 0, room = MAX_ATTRIBUTES; at < keys.length && room; at++)
    if (put(/** @type {string} */ (keys[at]), own[/** @type {string} */ (keys[at])])) room--
  for (let set = 0; set < more.length; set++) {
    const values = /** @type {Record<string, unknown>} */ (more[set])
    for (const name in values) if (own[name] === undefined) put(name, values[name])
  }
  return `{${text}}`
}
