// @ts-check
// Looking into an event as Sentry's web API spells it.

/** @typedef {{ type: string, value: string, mechanism?: any, stacktrace?: { frames: Frame[] } }} Exception */
/** @typedef {{ function: string, filename: string, absPath: string, lineNo: number, colNo: number, inApp: boolean }} Frame */

const entry = (/** @type {any} */ event, /** @type {string} */ type) =>
  event.entries.find((/** @type {any} */ entry) => entry.type === type)?.data

/** The exceptions, the thrown one last. @returns {Exception[]} */
export const exceptions = (/** @type {any} */ event) => entry(event, 'exception')?.values ?? []

/** The frames of the thrown exception, the throwing one first. @returns {Frame[]} */
export const frames = (/** @type {any} */ event) =>
  (exceptions(event).at(-1)?.stacktrace?.frames ?? []).toReversed()

/** @returns {{ category: string, message: string, level: string, data: any }[]} */
export const breadcrumbs = (/** @type {any} */ event) => entry(event, 'breadcrumbs')?.values ?? []

/** @returns {{ url: string, headers: [string, string][] } | undefined} */
export const request = (/** @type {any} */ event) => entry(event, 'request')

/** @returns {string | undefined} */
export const message = (/** @type {any} */ event) => entry(event, 'message')?.formatted

/** @returns {string | undefined} */
export const tag = (/** @type {any} */ event, /** @type {string} */ key) =>
  event.tags.find((/** @type {any} */ tag) => tag.key === key)?.value
