// @ts-check
// Waiting for what comes in its own time: asked again and again until a deadline, no fixed sleeps.
import { setTimeout as pause } from 'node:timers/promises'

/** Longest wait, in ms. Generous: it is only ever reached by a failing test. */
const DEADLINE = 30_000
/** Time between two questions, in ms. */
const PACE = 50

/**
 * The first answer that is something.
 * @template T
 * @param {() => T | Promise<T>} ask
 * @param {(() => string | Promise<string>) | string} what is missing, for the error
 * @returns {Promise<NonNullable<T>>}
 */
export async function eventually(ask, what, deadline = DEADLINE) {
  const until = performance.now() + deadline
  for (;;) {
    const answer = await ask()
    if (answer) return answer
    if (performance.now() > until) {
      throw new Error(`not there after ${deadline} ms: ${typeof what === 'string' ? what : await what()}`)
    }
    await pause(PACE)
  }
}
