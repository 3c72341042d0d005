// @ts-check
import { samplingContext } from './event.js'

/**
 * Divides events into their own members and those that are mostly the same as those of the event before: the release, the
 * contexts, the request. These are the same text then, so that they are in memory once, and are found in a batch without
 * being read; and so is the sampling context, which is made of them.
 * @param {(value: any) => string} stringify
 */
export const memberDivider = (stringify) => {
  /** @type {string | undefined} */
  let members
  /** @type {object | undefined} */
  let trace
  /** @param {any} event @param {any} job its capture */
  return ({ event_id, timestamp, message, exception, level, fingerprint, extra, ...shared }, job) => {
    const text = stringify(shared)
    if (text !== members) {
      members = text
      trace = samplingContext(shared, job)
    }
    const own = { event_id, timestamp, message, exception, level, fingerprint, extra }
    return { payload: stringify(own), members, trace }
  }
}
