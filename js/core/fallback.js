// @ts-check
import { DEQUEUE, ENQUEUE, INIT, IS_WANTED, NOTE_RESPONSE } from './core.js'

/** Most envelopes that wait. */
const MAX_WAITING = 64

/** Pause after a 429, in ms: the default of Sentry's. */
const PAUSE = 60_000

/**
 * The fallback for a page without the core: a Content-Security-Policy forbids wasm, or the file is blocked. It reads no
 * stacks; the recorder sends their text, and the server reads it with the core's own parser.
 * @returns {import('./core.js').Call}
 */
export const fallback = () => {
  let sampleRate = 1
  let silentUntil = 0
  let waiting = 0

  const accept = () => {
    waiting++
    return '0'
  }

  return (op, _, now, number) => {
    if (op === INIT) sampleRate = number
    else if (op === IS_WANTED) return number < sampleRate ? '+' : ''
    else if (op === DEQUEUE) return waiting > 0 && waiting-- ? '+' : ''
    else if (op === NOTE_RESPONSE && number === 429) silentUntil = now + PAUSE
    else if (op === ENQUEUE) return now >= silentUntil && waiting < MAX_WAITING ? accept() : '!'
    return ''
  }
}
