// @ts-check
import { write } from '../builtins/json.js'
import { map } from '../builtins/lists.js'
import { weakMap } from '../builtins/originals.js'
import { isArray, isObject } from '../builtins/types.js'

/** The normalized form of each breadcrumb: later events have the same one. */
const normalized = weakMap()

/** The JSON of each normalized breadcrumb. */
const texts = weakMap()

/** The breadcrumbs of a capture: those of the scopes, and of the page's own event. @param {any} job @returns {any[]} */
export const breadcrumbsOf = ({ scope, ownEvent }) => {
  const own = ownEvent?.breadcrumbs
  return [...scope.breadcrumbs, ...(isArray(own) ? own : (own?.values ?? []))]
}

/** The breadcrumbs of a capture, plain. @param {object[]} breadcrumbs @param {ReturnType<typeof import('./normalize.js').normalizer>} normal @param {number} depth @returns {any[]} */
export const plainBreadcrumbs = (breadcrumbs, normal, depth) =>
  map(breadcrumbs, (original) => {
    const known = normalized.get(original)
    if (known !== undefined) return known
    const made = normal(original, depth)
    normalized.set(original, made)
    return made
  })

/** The JSON of breadcrumbs that no function of the page has seen. @param {object[]} breadcrumbs plain @returns {string[]} */
export const textsOf = (breadcrumbs) =>
  map(breadcrumbs, (plain) => {
    // A breadcrumb that cannot be read is a text.
    if (!isObject(plain)) return write(plain)
    const known = texts.get(plain)
    if (known !== undefined) return known
    const made = write(plain)
    texts.set(plain, made)
    return made
  })

/** The JSON of breadcrumbs as functions of the page have left them; undefined if that is no list. @param {unknown} breadcrumbs @param {(value: any) => string} stringify */
export const changedTexts = (breadcrumbs, stringify) =>
  isArray(breadcrumbs) ? map(breadcrumbs, (one) => stringify(one) ?? 'null') : undefined
