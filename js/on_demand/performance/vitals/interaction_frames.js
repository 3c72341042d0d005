// @ts-check
// Long animation frames, for the scripts of an interaction: https://w3c.github.io/long-animation-frames/
import { add, filter, map, newest } from '../../../builtins/lists.js'
import { cut } from '../../../builtins/types.js'
import { SUBPARTS } from './metric_names.js'

/** Frames of which it is not known yet whether an interaction belongs to them: entries come late by a frame or two. */
const PENDING = 10
/** Most frames. A listener that runs on through an `alert()` may have many. */
const MOST = 100

/** Longest text of a script, in characters. */
const MAX_TEXT = 500

/** What src/vitals/exports.rs says of a frame that overlaps an interaction. */
const OVERLAPS = 2

/** @param {import('./vitals_module.js').VitalsModule} core */
export const interactionFrames = (core) => {
  /** @type {any[]} */
  let frames = []

  /** Forgets the frames that belong to none of the longest interactions. */
  const tidy = () => {
    let at = 0
    const pending = frames.length - PENDING
    frames = newest(
      filter(frames, ({ startTime, duration }) => {
        const wanted = core.is_frame_wanted(startTime, startTime + duration)
        return at++ >= pending ? wanted : wanted === OVERLAPS
      }),
      MOST,
    )
  }

  const words = (/** @type {unknown} */ value) => (value ? cut(value).slice(0, MAX_TEXT) : undefined)

  return {
    tidy,

    /** @param {any} entry `long-animation-frame` */
    frame(entry) {
      add(frames, entry)
      if (frames.length > MOST) tidy()
    },

    /** What the scripts of the interaction took whose parts the core has worked out last. */
    attribute() {
      let overlapping = 0
      /** @type {any} */
      let longest
      let subpart = -1
      map(frames, ({ startTime, duration, styleAndLayoutStart, scripts }) => {
        if (!core.long_frame(startTime, duration, styleAndLayoutStart)) return
        overlapping++
        map(scripts, (/** @type {any} */ script) => {
          const began = core.long_frame_script(
            script.startTime,
            script.duration,
            script.forcedStyleAndLayoutDuration,
          )
          if (began < 0) return
          longest = script
          subpart = began
        })
      })
      if (!overlapping) return {}
      core.long_frame_parts()
      return {
        totalScriptDuration: core.part(0),
        totalStyleAndLayoutDuration: core.part(1),
        totalPaintDuration: core.part(2),
        longestScript: longest && {
          invoker: words(longest.invoker),
          invokerType: words(longest.invokerType),
          sourceURL: words(longest.sourceURL),
          sourceFunctionName: words(longest.sourceFunctionName),
          sourceCharPosition: longest.sourceCharPosition,
          subpart: SUBPARTS[subpart],
          intersectingDuration: core.part(3),
        },
      }
    },
  }
}
