// @ts-check
import { attempt, timer } from '../../builtins/originals.js'

/** Runs an act in a later task. What it throws does not reach the page. @param {() => unknown} act @param {number} [ms] */
export const later = (act, ms) => timer(() => attempt(act), ms)
