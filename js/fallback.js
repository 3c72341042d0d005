// @ts-check
import { ANSWERED, INIT, KEEP, TAKE, WANTS } from './core.js'

/** Most envelopes that wait. */
const MAX_WAITING = 64

/** Pause after a 429, in ms: the default of Sentry's. */
const PAUSE = 60_000

/**
 * A stand-in for the core where there can be none: where the Content-Security-Policy forbids wasm, or the file is
 * blocked. It reads no stacks; the recorder sends their text, and the proxy reads it with the core's own parser.
 * @returns {import('./core.js').Call}
 */
export const fallback = () => {
  let sampleRate = 1
  let silentUntil = 0
  let waiting = 0

  const take = () => {
    waiting++
    return '0'
  }

  return (op, _, now, number) => {
    if (op === INIT) sampleRate = number
    else if (op === WANTS) return number < sampleRate ? '+' : ''
    else if (op === TAKE) return waiting > 0 && waiting-- ? '+' : ''
    else if (op === ANSWERED && number === 429) silentUntil = now + PAUSE
    else if (op === KEEP) return now >= silentUntil && waiting < MAX_WAITING ? take() : '!'
    return ''
  }
}
