// @ts-check
// In the place of functions of `Math`, which the page may have replaced before the first of our lines ran.

/** @param {number} a @param {number} b */
export const smaller = (a, b) => (a < b ? a : b)

/** @param {number} a @param {number} b */
export const larger = (a, b) => (a > b ? a : b)
