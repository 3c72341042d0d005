// @ts-check
/** What each option may be. */
const KINDS = {
  string: 'dsn tunnel release environment dist wasm enhanceFetchErrorMessages',
  boolean:
    'enabled attachStacktrace sendClientReports sendDefaultPii defaultIntegrations isMuted wasmGuard enhanceFetchErrorMessages',
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
  for (const [name, value] of Object.entries(given)) {
    const is = (/** @type {string} */ kind) => /** @type {any} */ (KINDS)[kind]?.split(' ').includes(name)
    const read = typeof value === 'string' && !is('string') ? parsed(value) : value
    if (
      read !== null &&
      is(typeof read) &&
      (typeof read !== 'number' || (read >= 0 && (read <= 1 || name !== 'sampleRate')))
    )
      checked[name] = read
    else if (value !== undefined) console.warn('balefire: wrong option', name)
  }
  return checked
}

/** A number or a truth value in an attribute. @param {string} text */
const parsed = (text) => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
