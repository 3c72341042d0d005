// @ts-check

import { filter, last, map } from './builtins/lists.js'
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

export const eventFiltersIntegration = named('EventFilters')
/** `key` is the member with the cause, `limit` the most of them. */
export const linkedErrorsIntegration = named('LinkedErrors')
export const dedupeIntegration = named('Dedupe')
export const httpContextIntegration = named('HttpContext')
export const cultureContextIntegration = named('CultureContext')

export const getDefaultIntegrations = () => [
  eventFiltersIntegration(),
  breadcrumbsIntegration(),
  globalHandlersIntegration(),
  linkedErrorsIntegration(),
  dedupeIntegration(),
  httpContextIntegration(),
  cultureContextIntegration(),
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
  const list = filter(
    typeof integrations === 'function'
      ? integrations(defaults)
      : [...defaults, ...(isArray(integrations) ? integrations : [])],
  )
  const named = (/** @type {Integration} */ { name }) => filter(list, (one) => one.name === name)
  return map(
    filter(list, (one) => named(one)[0] === one),
    (one) => /** @type {Integration} */ (last(named(one))),
  )
}
