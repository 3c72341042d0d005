// @ts-check
import { apply, attempt, timer } from '../../../builtins/originals.js'

/** Longest wait of a busy page, in ms: https://github.com/GoogleChrome/web-vitals/issues/754 */
const TIMEOUT = 1000

const page = /** @type {any} */ (globalThis)
const { requestIdleCallback, requestAnimationFrame } = page

/** Runs an act when the page has nothing else to do. @param {() => unknown} act */
export const whenIdle = (act) => {
  const safely = () => attempt(act)
  if (requestIdleCallback) attempt(() => apply(requestIdleCallback, page, [safely, { timeout: TIMEOUT }]))
  else timer(safely, 0)
}

/** Runs an act behind the next paint. @param {() => unknown} act */
export const afterPaint = (act) => {
  const frame = (/** @type {() => unknown} */ next) =>
    attempt(() => apply(requestAnimationFrame, page, [() => attempt(next)]))
  frame(() => frame(act))
}
