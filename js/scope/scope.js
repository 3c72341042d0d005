// @ts-check

import { add, last, map, newest } from '../builtins/lists.js'
import { now as clock, warn } from '../builtins/originals.js'

/** The sections of a scope that are merged key by key. */
const KEYED = /** @type {const} */ (['tags', 'extra', 'contexts', 'user'])

/** Most breadcrumbs kept, if no option says otherwise: Sentry's default. */
export const MAX_BREADCRUMBS = 100

/** @typedef {Record<string, any>} Data tags, extra, contexts, user, level, fingerprint, transactionName, eventProcessors */

/** Data that is added to events. It is never changed in place, so a capture keeps a reference instead of a copy. */
export class Scope {
  /** @type {Data} */
  data = {}
  /** @type {object[]} */
  breadcrumbs = []
  /** Called after each change. @type {(() => void) | undefined} */
  onChange

  clone() {
    const copy = new Scope()
    copy.data = this.data
    copy.breadcrumbs = [...this.breadcrumbs]
    return copy
  }

  /** @param {Data | Scope | ((scope: Scope) => unknown)} [context] */
  update(context) {
    try {
      if (typeof context === 'function') context(this)
      // A scope, maybe of another copy of this script.
      else this.data = merge(this.data, context?.setUser ? context.data : context)
    } catch (error) {
      // A getter of the page may throw.
      warn('', error)
    }
    this.onChange?.()
    return this
  }

  clear() {
    this.data = {}
    return this.clearBreadcrumbs()
  }

  /** @param {object | null} user */
  setUser(user) {
    // Not merged with the one before.
    this.data = { ...this.data, user }
    return this.update()
  }
  /** @param {string[]} fingerprint */
  setFingerprint(fingerprint) {
    this.data = { ...this.data, fingerprint }
    return this
  }
  /** @param {object} tags */
  setTags(tags) {
    return this.update({ tags })
  }
  /** @param {object} extra */
  setExtras(extra) {
    return this.update({ extra })
  }
  /** @param {string} key @param {unknown} value */
  setTag(key, value) {
    return this.update({ tags: { [key]: value } })
  }
  /** @param {string} key @param {unknown} value */
  setExtra(key, value) {
    return this.update({ extra: { [key]: value } })
  }
  /** @param {string} name @param {object | null} context */
  setContext(name, context) {
    return this.update({ contexts: { [name]: context } })
  }
  /** @param {string} level */
  setLevel(level) {
    return this.update({ level })
  }
  /** @param {string} transactionName */
  setTransactionName(transactionName) {
    return this.update({ transactionName })
  }
  /** @param {Function} processor */
  addEventProcessor(processor) {
    return this.update({ eventProcessors: [processor] })
  }

  /** @param {object} breadcrumb @param {number} [most] */
  addBreadcrumb(breadcrumb, most = MAX_BREADCRUMBS) {
    add(this.breadcrumbs, { timestamp: clock() / 1000, ...breadcrumb })
    // Not at each one: copying the list is expensive.
    if (this.breadcrumbs.length > 2 * most) this.breadcrumbs = newest(this.breadcrumbs, most)
    return this
  }
  clearBreadcrumbs() {
    this.breadcrumbs = []
    return this
  }
  getLastBreadcrumb() {
    return last(this.breadcrumbs)
  }
  getUser() {
    return this.data.user
  }
}

/** @param {Data} below @param {Data} [above] @returns {Data} */
const merge = (below, above) => {
  if (!above) return below
  const merged = { ...below, ...above }
  map(KEYED, (key) => {
    if (below[key] && above?.[key]) merged[key] = { ...below[key], ...above[key] }
  })
  map(['fingerprint', 'eventProcessors'], (key) => {
    if (below[key] && above?.[key]) merged[key] = [...below[key], ...above[key]]
  })
  return merged
}
