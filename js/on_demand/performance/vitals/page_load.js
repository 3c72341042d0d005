// @ts-check
// The navigation entry of the page load, and what it says of a time.
import { clock, entriesOf } from '../../../builtins/performance_timeline.js'
import { ENTRY_TYPES, LOAD_STATES, NAVIGATION_TYPES } from './metric_names.js'

/** @typedef {import('./vitals_module.js').VitalsModule} VitalsModule */

/** Browsers report a first byte of 0 to protect a visitor, and by fault one that is yet to come: src/vitals/ttfb.rs. */
const isValid = (/** @type {any} */ entry) => entry?.responseStart > 0 && entry.responseStart < clock()

/** The navigation entry, if it can be believed. @returns {any} */
export const navigationEntry = () => {
  const [entry] = entriesOf('navigation')
  return isValid(entry) ? entry : undefined
}

export const activationStart = () => navigationEntry()?.activationStart || 0

/** How the page was loaded. @param {VitalsModule} core */
export const pageLoadType = (core) => {
  const entry = navigationEntry()
  if (!entry) return 'navigate'
  let type = 0
  for (let at = 0; at < ENTRY_TYPES.length; at++) if (ENTRY_TYPES[at] === entry.type) type = at
  const { wasDiscarded } = /** @type {any} */ (document)
  return NAVIGATION_TYPES[core.page_load_type(type, entry.activationStart || 0, Number(wasDiscarded ?? 0))]
}

/** How far the page had loaded at a time. @param {VitalsModule} core @param {number} time */
export const loadStateAt = (core, time) => {
  if (document.readyState === 'loading') return LOAD_STATES[0]
  const { domInteractive = 0, domContentLoadedEventStart = 1, domComplete = 1 } = navigationEntry() ?? {}
  return LOAD_STATES[core.load_state(time, domInteractive, domContentLoadedEventStart, domComplete)]
}

/** The parts of a Time to First Byte. @param {VitalsModule} core @param {number} value @param {boolean} hasRequest */
export const attributeTtfb = (core, value, hasRequest) => {
  const entry = (hasRequest && navigationEntry()) || {}
  const read = (/** @type {string} */ name) => entry[name] || 0
  core.ttfb_parts(
    value,
    read('workerStart'),
    read('fetchStart'),
    read('domainLookupStart'),
    read('connectStart'),
    read('connectEnd'),
    read('activationStart'),
  )
  return {
    waitingDuration: core.part(0),
    cacheDuration: core.part(1),
    dnsDuration: core.part(2),
    connectionDuration: core.part(3),
    requestDuration: core.part(4),
  }
}
