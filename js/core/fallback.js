// @ts-check
import { add, map } from '../builtins/lists.js'
import { join, split } from './fields.js'
import { DEQUEUE, ENQUEUE, INIT, IS_WANTED, NOTE_RESPONSE, SET_SENDING } from './operations.js'

/** Most items that wait. */
const MAX_WAITING = 64

/** Pause after a 429 and after a failure, in ms: Sentry's default. */
const PAUSE = 60_000

/** Fields of a response before those of its items. */
const FIELDS = 5

/**
 * The fallback for a page without the core: a Content-Security-Policy forbids wasm, or the file is blocked. It reads no
 * stacks; the recorder sends their text, and the server reads it with the core's own parser. Each item is a request of its
 * own, repeats are not collapsed, and nothing is counted.
 * @returns {import('./core.js').Call}
 */
export const fallback = () => {
  let sampleRate = 1
  let sending = 0
  let silentUntil = 0
  let pausedUntil = 0
  /** Ids of the items that wait. @type {(string | undefined)[]} */
  let waiting = []

  /** In how many ms the next item is due, and more fields. @param {number} now @param {...unknown} fields */
  const answer = (now, ...fields) =>
    join([waiting[0] ? (now < pausedUntil ? pausedUntil - now : 0) : '', ...fields])

  return (operation, text, now, number) => {
    const fields = split(text)
    if (operation === INIT) sampleRate = number
    else if (operation === SET_SENDING) sending = number
    else if (operation === IS_WANTED) return number < sampleRate ? '+' : ''
    else if (operation === ENQUEUE) {
      if (now < silentUntil || waiting.length >= MAX_WAITING) return '!'
      add(waiting, fields[0])
      return answer(now)
    } else if (operation === DEQUEUE && waiting[0] && (now >= pausedUntil || text === '2')) {
      const [id, ...others] = waiting
      waiting = others
      return answer(now, id, 1)
    } else if (operation === NOTE_RESPONSE) {
      if (number === 429) silentUntil = now + PAUSE
      const isFailure = (!number || number >= 500) && sending > 1
      pausedUntil = isFailure ? now + PAUSE : 0
      // A batch that the core had made is sent again, one by one.
      const letter = isFailure || (fields[2] && (number === 400 || number === 413)) ? 'r' : 'd'
      let outcomes = ''
      map(fields, (_, at) => {
        if (at >= FIELDS && at % 2) outcomes += letter
      })
      return answer(now, outcomes)
    }
    return ''
  }
}
