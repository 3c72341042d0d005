// @ts-check

import { filter, map } from './builtins/lists.js'
import { keysOf } from './builtins/originals.js'
import { isArray } from './builtins/types.js'
import { breadcrumbsIntegration } from './observe/breadcrumbs.js'
import { browserSessionIntegration } from './observe/browser_session.js'
import { browserApiErrorsIntegration } from './observe/callbacks.js'
import { globalHandlersIntegration } from './observe/global_errors.js'
import { wasmIntegration } from './observe/wasm_modules.js'

/**
 * Listens to the page, or changes events, in the shape of Sentry's integrations: `setup` starts it and returns a function
 * that undoes it. Some are names alone, which the recorder looks up.
 * @typedef {{
 *   name: string,
 *   setup?: (recorder: import('./recorder/recorder.js').Recorder) => (() => void) | void,
 *   processEvent?: (event: any, hint: any, client?: any) => any,
 *   [option: string]: any,
 * }} Integration
 */

/** @param {string} name @returns {(options?: object) => Integration} */
const named = (name) => (options) => ({ ...options, name })

export const eventFiltersIntegration = /* @__PURE__ */ named('EventFilters')
/** `key` is the member with the cause, `limit` the most of them. */
export const linkedErrorsIntegration = /* @__PURE__ */ named('LinkedErrors')
export const dedupeIntegration = /* @__PURE__ */ named('Dedupe')
export const httpContextIntegration = /* @__PURE__ */ named('HttpContext')
export const cultureContextIntegration = /* @__PURE__ */ named('CultureContext')

/** @returns {Integration[]} */
export const getDefaultIntegrations = () => [
  ...map(['EventFilters', 'LinkedErrors', 'Dedupe', 'HttpContext', 'CultureContext'], (name) => ({ name })),
  breadcrumbsIntegration(),
  globalHandlersIntegration(),
  browserSessionIntegration(),
  wasmIntegration(),
  // The last: the listeners of the others are not the page's.
  browserApiErrorsIntegration(),
]

/**
 * The integrations that the options ask for; of two with one name, the later.
 * @param {{ integrations?: Integration[] | ((defaults: Integration[]) => Integration[]), defaultIntegrations?: Integration[] | boolean }} options
 * @returns {Integration[]}
 */
export const chooseIntegrations = ({ integrations = [], defaultIntegrations = true }) => {
  const defaults = defaultIntegrations === true ? getDefaultIntegrations() : defaultIntegrations || []
  /** @type {Record<string, Integration>} */
  const byName = {}
  map(
    filter(
      typeof integrations === 'function'
        ? integrations(defaults)
        : [...defaults, ...(isArray(integrations) ? integrations : [])],
    ),
    (one) => {
      byName[one.name] = one
    },
  )
  return map(keysOf(byName), (name) => /** @type {Integration} */ (byName[name]))
}
