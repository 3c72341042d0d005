// @ts-check
// Every page on which ours and web-vitals are compared.
import { INTERACTION_CASES } from './pages/interactions.mjs'
import { NAVIGATION_CASES } from './pages/navigations.mjs'
import { PAINT_CASES } from './pages/paints.mjs'
import { SHIFT_CASES } from './pages/shifts.mjs'

/**
 * @typedef {import('./browsers.mjs').Driver & {
 *   pause: (ms: number) => Promise<void>, started: () => Promise<void>, blank: string,
 * }} Actor
 */

/**
 * @typedef {object} Case
 * @property {string} name
 * @property {string} body
 * @property {string} [head] before the scripts
 * @property {string} [query] of the page's address
 * @property {('chromium' | 'firefox' | 'webkit')[]} [browsers] Chromium alone, unless told otherwise
 * @property {(actor: Actor) => Promise<unknown>} [act]
 * @property {number} [wait] in ms, before the page is left
 * @property {boolean} [isBrief] whether the gate runs it, too
 * @property {boolean} [isOfValues] whether the attribution is not compared
 * @property {boolean} [isEarly] whether the act begins before the page has loaded
 * @property {boolean} [isPrerendered] loaded ahead by another page
 */

/** @type {Case[]} */
export const CASES = [...PAINT_CASES, ...SHIFT_CASES, ...INTERACTION_CASES, ...NAVIGATION_CASES]
