// @ts-check
import { fileOf, isWasm } from './find_module.js'
import { DEATH } from './panic.js'

/** Longest time between a death and what comes of it, in seconds: frames and timers go on calling a dead app. */
const MOMENT = 5

/** wasm-bindgen's words for a call into what a death has left in the middle of a call. */
const LEFT = /recursive/

/**
 * Tells whether an event comes of a death of its module a moment ago. A trap has no words of its own, so it says nothing new
 * then; a panic does, unless one of the same place was told. What the page captures itself is told.
 */
export const consequences = () => {
  /** The newest death of each module: its time, and the places of the panics of its moment. @type {Record<string, [at: number, places: string]>} */
  const deaths = {}
  /** @param {any} event */
  return ({ timestamp, exception }) => {
    const { type, value, mechanism, stacktrace } = exception.values.at(-1)
    const own = stacktrace.frames.findLast(isWasm)
    if (!own || mechanism.handled) return
    const module = fileOf(own)
    const [at, places] = deaths[module] ?? [0, '']
    const isSame = timestamp - at < MOMENT
    const isPanic = type === 'panic'
    if (!isPanic && !DEATH.test(`${type}: ${value}`) && !(isSame && LEFT.test(value))) return
    const { filename, lineno } =
      stacktrace.frames.findLast((/** @type {any} */ it) => it.in_app && it.lineno) ?? {}
    // A trap has no place: the empty text is in each list of places, so it counts as told after any death.
    const place = isPanic ? `\n${filename}:${lineno}\n` : ''
    const isTold = isSame && places.includes(place)
    deaths[module] = [timestamp, isTold ? places : isSame ? places + place : place]
    return isTold
  }
}
