// @ts-check
import { attempt, keysOf, warn } from './builtins.js'
import { map } from './lists.js'

/** What each option may be. */
const KINDS = {
  string: 'dsn tunnel release environment dist wasm enhanceFetchErrorMessages',
  boolean:
    'enabled debug attachStacktrace sendClientReports sendDefaultPii defaultIntegrations isMuted wasmGuard enhanceFetchErrorMessages',
  number: 'sampleRate maxBreadcrumbs maxValueLength normalizeDepth normalizeMaxBreadth',
  object: 'wasm dataCollection ignoreErrors allowUrls denyUrls initialScope integrations defaultIntegrations',
  function: 'initialScope integrations beforeSend beforeSendTransaction beforeBreadcrumb',
}

/**
 * The options that are right; of the others the console is told. What comes from attributes of the script tag is text.
 * @param {Record<string, any>} given
 */
export const check = (given) => {
  /** @type {Record<string, any>} */
  const checked = {}
  map(keysOf(given), (name) => {
    const value = given[name]
    const is = (/** @type {string} */ kind) =>
      ` ${/** @type {any} */ (KINDS)[kind]} `.indexOf(` ${name} `) >= 0
    const read = typeof value === 'string' && !is('string') ? parsed(value) : value
    if (
      read !== null &&
      is(typeof read) &&
      (typeof read !== 'number' || (read >= 0 && (read <= 1 || name !== 'sampleRate')))
    )
      checked[name] = read
    else if (value !== undefined) warn(' wrong option', name)
  })
  return checked
}

/** A number or a truth value in an attribute. @param {string} text */
const parsed = (text) => attempt(() => JSON.parse(text)) ?? text
