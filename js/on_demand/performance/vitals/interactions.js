// @ts-check
// Interactions, of which the core makes the Interaction to Next Paint.
import { add, map } from '../../../builtins/lists.js'
import { attempt } from '../../../builtins/originals.js'
import { isObservable, observeEntries } from '../../../builtins/performance_timeline.js'
import { interactionFrames } from './interaction_frames.js'
import { loadStateAt } from './page_load.js'
import { targetOf } from './target.js'
import { whenIdle } from './when_idle.js'

/** Shortest event that is handed over, in ms: 2.5 frames at 60 Hz, as in web-vitals. */
export const DURATION_THRESHOLD = 40

/** Most entries that wait for an idle page. */
const MAX_WAITING = 500

/** What src/vitals/exports.rs adds to four times the place of an interaction: it is held from now on. */
const IS_NEW = 2

const page = /** @type {any} */ (globalThis)

/** @typedef {{ id: number, startTime: number, type: string, target: string | undefined }} Held */

/** Whether the browser tells which events are of one interaction. */
export const hasInteractions = () =>
  isObservable('event') && 'interactionId' in (page.PerformanceEventTiming?.prototype ?? {})

/**
 * @param {import('./vitals_module.js').VitalsModule} core
 * @param {(navigation: any) => void} navigate the entries of a soft navigation wait among those of events
 */
export const interactions = (core, navigate) => {
  const frames = interactionFrames(core)
  /** Of each of the longest interactions, by its place. @type {Held[]} */
  const longest = []
  /** @type {any[]} */
  let waiting = []
  let isPlanned = false
  let estimate = 0
  // Only there for the count: `event` entries of all durations.
  const counter =
    'interactionCount' in performance
      ? undefined
      : observeEntries(
          ['event'],
          (entries) =>
            map(entries, ({ interactionId }) => {
              if (interactionId) estimate = core.estimate_count(interactionId)
            }),
          { durationThreshold: 0 },
        )

  /** @param {any} entry `event` or `first-input` */
  const event = (entry) => {
    const { interactionId, startTime, duration, processingStart, processingEnd, name, target } = entry
    const told = core.event(interactionId || 0, startTime, duration, processingStart, processingEnd)
    const [place, change] = [told >> 2, told & 3]
    if (told >= 0 && change) {
      const held = change === IS_NEW ? undefined : longest[place]
      longest[place] = { id: interactionId, startTime, type: name, target: held?.target }
    }
    // Chromium names no element for pointer events, but for the mouse event or the click that belongs to it.
    map(longest, (held) => {
      if (!held.target && (held.id === interactionId || held.startTime === startTime))
        held.target = targetOf(target) || entry.targetSelector || undefined
    })
  }

  const handle = () => {
    const entries = waiting
    waiting = []
    isPlanned = false
    map(entries, (entry) =>
      attempt(() => (entry.entryType === 'soft-navigation' ? navigate(entry) : event(entry))),
    )
    frames.tidy()
  }

  return {
    frame: frames.frame,
    handle,

    count: () => page.performance.interactionCount ?? estimate,

    /**
     * Takes an entry. It is handled when the page is idle: by then all events of an interaction are there, and the next
     * paint does not wait for us.
     * @param {any} entry
     */
    add(entry) {
      add(waiting, entry)
      if (waiting.length >= MAX_WAITING) handle()
      else if (!isPlanned) {
        isPlanned = true
        whenIdle(handle)
      }
    },

    stop: () => counter?.stop(),

    /** @param {number} value @param {number} count @param {number} startTime of the navigation */
    attributeInp(value, count, startTime) {
      const place = core.inp_parts(count)
      const { type, target } = longest[place] ?? {}
      // Where all interactions were too short for an entry.
      if (!type)
        return {
          inputDelay: 0,
          processingDuration: 0,
          presentationDelay: value,
          loadState: loadStateAt(core, startTime),
        }
      const interactionTime = core.part(0)
      return {
        interactionTarget: target,
        interactionType: type.slice(0, 3) === 'key' ? 'keyboard' : 'pointer',
        eventType: type,
        interactionTime,
        nextPaintTime: core.part(1),
        inputDelay: core.part(2),
        processingDuration: core.part(3),
        presentationDelay: core.part(4),
        loadState: loadStateAt(core, interactionTime),
        ...frames.attribute(),
      }
    },
  }
}
