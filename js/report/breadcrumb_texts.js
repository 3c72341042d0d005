// @ts-check
import { write } from '../builtins/json.js'
import { joined, map, newest } from '../builtins/lists.js'
import { weakMap } from '../builtins/originals.js'
import { isArray } from '../builtins/types.js'
import { MAX_BREADCRUMBS } from '../scope/scope.js'
import { movedOn } from '../send/moved_on.js'

/** A breadcrumb that an event has had. @typedef {{ plain: any, text: string | undefined }} Known normalized, and the JSON of that */

/** What is known of each breadcrumb: later events have the same one. */
const known = weakMap()

/**
 * The breadcrumbs of a capture: those of the scopes, those of the events just before, and those of the page's own event.
 * @param {any} job
 * @param {object[]} [missing]
 * @param {number} [most]
 * @returns {any[]}
 */
export const breadcrumbsOf = ({ scope, ownEvent }, missing = [], most = MAX_BREADCRUMBS) => {
  const own = ownEvent?.breadcrumbs
  const noted = missing[0] ? newest([...scope.breadcrumbs, ...missing], most) : scope.breadcrumbs
  return own ? [...noted, ...(isArray(own) ? own : (own.values ?? []))] : noted
}

/** Makes breadcrumbs plain. */
export const breadcrumbReader = () => {
  /** @type {(original: object) => Known} */
  let make
  const knownOf = movedOn((/** @type {object} */ original) => {
    const one = known.get(original) ?? make(original)
    known.set(original, one)
    return one
  })
  /** @param {object[]} breadcrumbs @param {ReturnType<typeof import('./normalize.js').normalizer>} normal @param {number} depth @returns {Known[]} */
  return (breadcrumbs, normal, depth) => {
    make = (original) => ({ plain: normal(original, depth), text: undefined })
    return knownOf(breadcrumbs)
  }
}

/** The JSON of breadcrumbs that no function of the page has seen. @param {Known[]} breadcrumbs @returns {string[]} */
export const textsOf = (breadcrumbs) => {
  /** @type {string[]} */
  const texts = []
  for (let at = 0; at < breadcrumbs.length; at++) {
    const one = /** @type {Known} */ (breadcrumbs[at])
    one.text ??= write(one.plain) ?? 'null'
    texts[at] = one.text
  }
  return texts
}

/**
 * The JSON of breadcrumbs as functions of the page have left them; undefined if that is no list. Nearly always they have
 * left them alone, and one text of all of them tells.
 * @param {unknown} breadcrumbs
 * @param {Known[]} before
 * @param {(value: any) => string} stringify
 */
export const changedTexts = (breadcrumbs, before, stringify) => {
  if (!isArray(breadcrumbs)) return
  const texts = textsOf(before)
  return stringify(breadcrumbs) === `[${joined(texts, ',')}]`
    ? texts
    : map(breadcrumbs, (one) => stringify(one) ?? 'null')
}
