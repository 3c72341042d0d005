// @ts-check
/** Sentry's words for the status of a span. https://develop.sentry.dev/sdk/telemetry/traces/span-attributes/ @type {Record<number, string>} */
const WORDS = {
  401: 'unauthenticated',
  403: 'permission_denied',
  404: 'not_found',
  409: 'already_exists',
  413: 'failed_precondition',
  429: 'resource_exhausted',
  499: 'cancelled',
  501: 'unimplemented',
  503: 'unavailable',
  504: 'deadline_exceeded',
}

/** The status of a span by that of a response. @param {number} code */
export const statusOfHttp = (code) =>
  code >= 100 && code < 400
    ? 'ok'
    : (WORDS[code] ?? (code >= 400 && code < 500 ? 'invalid_argument' : 'internal_error'))
