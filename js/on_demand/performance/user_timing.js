// @ts-check
// Spans of the page's own marks and measures. https://www.w3.org/TR/user-timing/

import { write } from '../../builtins/json.js'
import { map, newest } from '../../builtins/lists.js'
import { attempt, keysOf } from '../../builtins/originals.js'
import { isArray, isObject } from '../../builtins/types.js'
import { cleanUrl, FILTERED, isSecret } from '../../report/privacy.js'
import { epoch } from '../../tracing/clock.js'

/** Most members of a measure's `detail`, and longest text of one. */
const MAX_DETAILS = 20
const MAX_TEXT = 500

/** Most objects within each other. */
const MAX_DEPTH = 3

/** React's development build measures each component. */
const isOfReact = (/** @type {any} */ { detail }) =>
  attempt(() => /\u269b/.test(detail.devtools.track)) === true

/** A copy without secrets. @param {unknown} value @param {number} depth @returns {any} */
const cleaned = (value, depth) => {
  if (typeof value === 'string') return cleanUrl(value)
  if (!isObject(value)) return value
  if (!depth) return '...'
  if (isArray(value)) return map(newest(value, MAX_DETAILS), (item) => cleaned(item, depth - 1))
  /** @type {Record<string, unknown>} */
  const copy = {}
  map(keysOf(value).slice(0, MAX_DETAILS), (key) => {
    copy[key] = isSecret(key) ? FILTERED : cleaned(/** @type {any} */ (value)[key], depth - 1)
  })
  return copy
}

/** @param {string} key @param {unknown} value */
const plain = (key, value) => {
  if (isSecret(key)) return FILTERED
  const clean = cleaned(value, MAX_DEPTH)
  return isObject(clean) ? write(clean)?.slice(0, MAX_TEXT) : clean
}

/** @param {any} detail */
const detailAttributes = (detail) => {
  const prefix = 'sentry.browser.measure.detail'
  if (detail === null || detail === undefined) return {}
  if (!isObject(detail)) return { [prefix]: plain('', detail) }
  /** @type {Record<string, unknown>} */
  const attributes = {}
  map(keysOf(detail).slice(0, MAX_DETAILS), (key) => {
    attributes[`${prefix}.${key}`] = attempt(() => plain(key, /** @type {any} */ (detail)[key]))
  })
  return attributes
}

/**
 * @param {any} entry a mark or a measure
 * @param {number} requestStart of the page: a measure may say that it began before
 * @returns {import('./navigation_phases.js').Child | undefined}
 */
export const userTimingSpan = (entry, requestStart) => {
  const { entryType, name, startTime, duration } = entry
  const from = startTime > requestStart ? startTime : requestStart
  const to = startTime + duration
  if (isOfReact(entry) || from > to) return
  return {
    name: cleanUrl(name),
    op: entryType,
    origin: `auto.browser.user_timing.${entryType}`,
    start: epoch(from),
    end: epoch(to),
    attributes: {
      ...(from !== startTime && {
        'sentry.browser.measure_happened_before_request': true,
        'sentry.browser.measure_start_time': epoch(from) / 1000,
      }),
      ...attempt(() => detailAttributes(entry.detail)),
    },
  }
}
