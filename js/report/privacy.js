// @ts-check
/** Replaces a secret value. */
export const FILTERED = '[Filtered]'

/**
 * Keys whose values stay in the browser: Sentry's list, but `key`, `session`, `sid` and the like only as whole words, so
 * that a `keyboard` or an `author` is not filtered.
 */
const SECRET =
  /auth(?!or(?!i[sz]))|token|secret|passw(or)?d|passphrase|pwd|api.?key|private.?key|jwt|bearer|saml|csrf|xsrf|credential|cookie|session.?(id|key)|^(key|session|sid|sso|otp|pin|cvc|cvv)$/i

/** @param {string} key */
export const isSecret = (key) => SECRET.test(key)

/**
 * Whether events may carry the headers of the page's requests (its referrer is one), or those of the responses.
 * @param {Record<string, any>} options
 * @param {'request' | 'response'} side
 */
export const collectsHeaders = ({ sendDefaultPii, dataCollection }, side) => {
  const headers = dataCollection?.httpHeaders ?? sendDefaultPii
  return headers === true || headers?.[side]
}

/**
 * An address without user and password, and without the values of parameters that are secret.
 * @param {string} url
 */
export const cleanUrl = (url) =>
  url
    .replace(/\/\/[^/?#]*@/, `//${FILTERED}@`)
    .replace(/([?&#;])([^=&#;]+)=[^&#;]*/g, (all, before, key) =>
      isSecret(key) ? `${before}${key}=${FILTERED}` : all,
    )
