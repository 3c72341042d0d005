// @ts-check

import { map } from './builtins/lists.js'
import { attempt, keysOf, warn } from './builtins/originals.js'

/** The types of each option. */
const KINDS = {
  string:
    'dsn tunnel release environment dist wasm load enhanceFetchErrorMessages traceLifecycle tracePropagationTargets',
  boolean:
    'enabled debug offline tunnel attachStacktrace sendClientReports sendDefaultPii defaultIntegrations isMuted wasmGuard enhanceFetchErrorMessages propagateTraceparent parentSpanIsAlwaysRootSpan',
  number: 'sampleRate tracesSampleRate maxBreadcrumbs maxValueLength normalizeDepth normalizeMaxBreadth',
  object:
    'wasm dataCollection ignoreErrors allowUrls denyUrls initialScope integrations defaultIntegrations tracePropagationTargets ignoreSpans',
  function:
    'initialScope integrations beforeSend beforeSendTransaction beforeBreadcrumb tracesSampler beforeSendSpan',
}

/**
 * The valid options; the console names the others, and says what the script tag lacks. Attributes of the script tag are texts.
 * @param {Record<string, any>} options
 */
export const validOptions = (options) => {
  /** @type {Record<string, any>} */
  const checked = {}
  if (options.isMuted) warn(' script without crossorigin')
  map(keysOf(options), (name) => {
    const value = options[name]
    const is = (/** @type {string} */ kind) =>
      ` ${/** @type {any} */ (KINDS)[kind]} `.indexOf(` ${name} `) >= 0
    const read = typeof value === 'string' && !is('string') ? parsed(value) : value
    if (
      read !== null &&
      is(typeof read) &&
      (typeof read !== 'number' || (read >= 0 && (read <= 1 || !/sampleRate/i.test(name))))
    )
      checked[name] = read
    else if (value !== undefined) warn(' wrong option', name)
  })
  return checked
}

/** A number or a boolean in an attribute. @param {string} text */
const parsed = (text) => attempt(() => JSON.parse(text)) ?? text
