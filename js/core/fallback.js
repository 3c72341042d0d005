// @ts-check
import { DEQUEUE, ENQUEUE, INIT, IS_WANTED, NOTE_RESPONSE } from './operations.js'

/** Most items that wait. */
const MAX_WAITING = 64

/** Pause after a 429, in ms: Sentry's default. */
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

  return (operation, _, now, number) => {
    if (operation === INIT) sampleRate = number
    else if (operation === IS_WANTED) return number < sampleRate ? '+' : ''
    else if (operation === DEQUEUE) return waiting > 0 && waiting-- ? '+' : ''
    else if (operation === NOTE_RESPONSE && number === 429) silentUntil = now + PAUSE
    else if (operation === ENQUEUE) return now >= silentUntil && waiting < MAX_WAITING ? accept() : '!'
    return ''
  }
}
