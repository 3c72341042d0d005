// @ts-check
/** The sections of a scope that are merged key by key. */
const KEYED = /** @type {const} */ (['tags', 'extra', 'contexts', 'user'])

/** Most breadcrumbs kept, if no option says otherwise: Sentry's default. */
const MAX_BREADCRUMBS = 100

/** @typedef {Record<string, any>} Data tags, extra, contexts, user, level, fingerprint, transactionName, eventProcessors */

/** What is added to events. Its data is never changed in place, so that an event may keep it as it was. */
export class Scope {
  /** @type {Data} */
  data = {}
  /** @type {object[]} */
  breadcrumbs = []

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
      else this.data = merge(this.data, context instanceof Scope ? context.data : context)
    } catch (error) {
      // A getter of the page's.
      console.warn('balefire:', error)
    }
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
    return this
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
    this.breadcrumbs.push({ timestamp: Date.now() / 1000, ...breadcrumb })
    // Not at each one: moving the whole list is what costs.
    if (this.breadcrumbs.length > 2 * most) this.breadcrumbs.splice(0, this.breadcrumbs.length - most)
    return this
  }
  clearBreadcrumbs() {
    this.breadcrumbs = []
    return this
  }
  getLastBreadcrumb() {
    return this.breadcrumbs.at(-1)
  }
  getUser() {
    return this.data.user
  }
}

/** @param {Data} below @param {Data} [above] @returns {Data} */
function merge(below, above) {
  const merged = { ...below, ...above }
  for (const key of KEYED) {
    if (below[key] && above?.[key]) merged[key] = { ...below[key], ...above[key] }
  }
  for (const key of ['fingerprint', 'eventProcessors']) {
    if (below[key] && above?.[key]) merged[key] = [...below[key], ...above[key]]
  }
  return merged
}

const globalScope = new Scope()
const isolationScope = new Scope()
/** The current scopes; `withScope` adds one for a while. */
const stack = [new Scope()]

export const getGlobalScope = () => globalScope
export const getIsolationScope = () => isolationScope
export const getCurrentScope = () => /** @type {Scope} */ (stack.at(-1))

/**
 * Everything that is set now, as an event keeps it.
 * @param {any} context of this event alone
 * @param {any} given an event of the page's own making
 * @param {number} [most] breadcrumbs
 */
export function snapshot(context, given, most = MAX_BREADCRUMBS) {
  const scopes = [globalScope, isolationScope, getCurrentScope()]
  const one = new Scope()
  for (const scope of scopes) one.update(scope)
  const breadcrumbs = scopes.flatMap((scope) => scope.breadcrumbs)
  const own = given?.breadcrumbs ?? []
  const { data } = one.update(context).update(given)
  return {
    ...data,
    breadcrumbs: [...breadcrumbs.slice(-most || Infinity), ...(Array.isArray(own) ? own : own.values)],
  }
}

/**
 * Runs a function with a scope of its own; where it is asynchronous, until it is done, as far as one stack can tell.
 * @template T
 * @param {any} first a scope, or the function
 * @param {(scope: Scope) => T} [act]
 * @returns {T}
 */
export function withScope(first, act) {
  const [scope, run] = act ? [first ?? getCurrentScope(), act] : [getCurrentScope().clone(), first]
  stack.push(scope)
  const leave = () => {
    if (stack.includes(scope, 1)) stack.splice(stack.lastIndexOf(scope), 1)
  }
  /** @type {any} */
  let result
  try {
    result = run(scope)
  } finally {
    if (typeof result?.then !== 'function') leave()
  }
  // The page gets the promise behind ours, so that what it does not handle stays unhandled.
  return typeof result?.then === 'function'
    ? result.then(
        (/** @type {any} */ value) => {
          leave()
          return value
        },
        (/** @type {any} */ error) => {
          leave()
          throw error
        },
      )
    : result
}

/** A page has one isolation scope. @template T @param {(scope: Scope) => T} act */
export const withIsolationScope = (act) => withScope(() => act(isolationScope))
