// @ts-check
import { add, last } from '../builtins/lists.js'
import { now as clock } from '../builtins/originals.js'
import { getIsolationScope } from '../scope/current_scopes.js'
import { MAX_BREADCRUMBS } from '../scope/scope.js'

/** The breadcrumb that later events have of this one. @param {any} event @param {any} thrown its last exception, if it has any */
export const breadcrumbOf = ({ type, event_id, timestamp, level, message }, thrown) => ({
  timestamp,
  category: `sentry.${type ?? 'event'}`,
  event_id,
  level,
  message: thrown?.type ? `${thrown.type}: ${thrown.value}` : message,
})

/**
 * The breadcrumbs of events. Captures are handled several at a time: those that were noted before an event was made of the
 * capture before them get its breadcrumb here.
 * @param {import('../recorder/add_breadcrumb.js').AddBreadcrumb} addBreadcrumb
 */
export const eventBreadcrumbs = (addBreadcrumb) => {
  /** @type {object[]} */
  let added = []
  let addedAt = 0
  const lastOne = () => last(getIsolationScope().breadcrumbs)
  return {
    /** @param {any} event @param {any} thrown */
    add(event, thrown) {
      const before = lastOne()
      addBreadcrumb(breadcrumbOf(event, thrown), { event })
      const one = lastOne()
      // `beforeBreadcrumb` may have dropped it.
      if (one && one !== before && added.length < MAX_BREADCRUMBS) add(added, one)
      addedAt = clock()
    },
    /** Those that a capture lacks. @param {{ now: number }} job */
    missingIn({ now }) {
      if (now >= addedAt) added = []
      return added
    },
  }
}
