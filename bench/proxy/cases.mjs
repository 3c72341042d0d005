// @ts-check
// The loads that are put on the server.

/**
 * Without `times`, each connection sends as soon as it is answered (closed loop); with it, requests come at so many
 * times the rate that was accepted of `BASE`, whatever the answers do (open loop).
 * @typedef {{ name: string, size: string, gzip?: boolean, connections: number, times?: number }} Case
 */

/** @type {Case[]} */
export const CASES = [
  { name: '4k', size: '4k', connections: 16 },
  { name: '4k-256', size: '4k', connections: 256 },
  { name: '4k-gzip', size: '4k', connections: 16, gzip: true },
  { name: '60k', size: '60k', connections: 16 },
  { name: '60k-gzip', size: '60k', connections: 16, gzip: true },
  { name: 'half', size: '4k', connections: 64, times: 0.5 },
  { name: 'overload', size: '4k', connections: 256, times: 5 },
  // More at once than the server has places for, whatever its limit is.
  { name: 'flood', size: '4k', connections: 2000, times: 5 },
]

/** The case that others take their rate from. */
export const BASE = '4k'

/** The cases of these names, with the one that they need before them. @param {string[]} names */
export function chosen(names) {
  const isNeeded = CASES.some(({ name, times }) => times && names.includes(name))
  return CASES.filter(({ name }) => names.includes(name) || (isNeeded && name === BASE))
}
