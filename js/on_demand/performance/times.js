// @ts-check
/** When the browser began with the page, in ms since 1970; entries of performance count from there. */
const { timeOrigin = 0 } = globalThis.performance ?? {}

/** The time of an entry, in ms since 1970. @param {number} time */
export const epoch = (time) => timeOrigin + time

/** The time in seconds since 1970, as attributes have it. @param {number} time of an entry */
export const epochSeconds = (time) => (timeOrigin + time) / 1000
