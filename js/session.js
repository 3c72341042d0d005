// @ts-check
import { now as clock, isoOf } from './builtins.js'
import { randomId } from './event.js'
import { write } from './json.js'

const iso = (/** @type {number} */ ms) => isoOf(new Date(ms))

/**
 * Release health: how many page views, and in how many something went wrong.
 * https://develop.sentry.dev/sdk/telemetry/sessions/
 * @param {object} attrs release and environment
 * @param {() => unknown} user the id of who has the page open
 * @param {(session: any) => unknown} send
 */
export const sessions = (attrs, user, send) => {
  /** @type {any} */
  let open
  const capture = () => {
    if (!open) return
    // Not at the start: a page that starts has other things to do.
    open.sid ??= randomId()
    open.did = user()
    send(write({ ...open, started: iso(open.started), timestamp: iso(clock()), attrs }))
    open.init = false
  }
  const end = () => {
    if (open?.status === 'ok') open.status = 'exited'
    capture()
    open = undefined
  }
  return {
    /** Ends the one before. It is sent once it is captured. */
    start() {
      end()
      open = { init: true, started: clock(), status: 'ok', errors: 0 }
    },
    capture,
    end,
    /** The page may learn who has it open after the session was sent. */
    learnUser() {
      const id = open && !open.init && user()
      if (id && id !== open.did) capture()
    },
    /** Counts an error. What was not sent yet waits for its time. @param {boolean} isUnhandled */
    count(isUnhandled) {
      if (!open) return
      const isNews = !open.errors || (isUnhandled && open.status === 'ok')
      open.errors++
      if (isUnhandled) open.status = 'unhandled'
      if (isNews && !open.init) capture()
    },
  }
}
