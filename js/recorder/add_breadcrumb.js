// @ts-check

import { now as clock } from '../builtins/originals.js'
import { getIsolationScope } from '../scope/current_scopes.js'

/** @typedef {(breadcrumb: Record<string, any>, hint?: any) => void} AddBreadcrumb */

/**
 * Adds breadcrumbs to the page's scope, unless `beforeBreadcrumb` drops them.
 * @param {Record<string, any>} options
 * @param {(hook: Function) => Function} withoutRecursion
 * @param {(name: string, ...args: any[]) => void} emit
 * @returns {AddBreadcrumb}
 */
export const breadcrumbAdder =
  ({ beforeBreadcrumb, maxBreadcrumbs }, withoutRecursion, emit) =>
  (given, hint) => {
    const breadcrumb = { timestamp: clock() / 1000, ...given }
    emit('beforeAddBreadcrumb', breadcrumb, hint)
    const kept =
      typeof beforeBreadcrumb === 'function'
        ? withoutRecursion(beforeBreadcrumb)(breadcrumb, hint)
        : breadcrumb
    if (kept) getIsolationScope().addBreadcrumb(kept, maxBreadcrumbs)
  }
