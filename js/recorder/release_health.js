// @ts-check

import { writeBriefly } from '../builtins/brief_json.js'
import { attempt, now as clock, isoOf } from '../builtins/originals.js'
import { randomId } from '../builtins/random_id.js'

const iso = (/** @type {number} */ ms) => isoOf(new Date(ms))

/**
 * Release health: the number of page views, and of those with an error.
 * https://develop.sentry.dev/sdk/telemetry/sessions/
 * @param {object} attrs release and environment
 * @param {() => unknown} user the id of the visitor
 * @param {(session: any) => unknown} send
 */
export const sessions = (attrs, user, send) => {
  /** @type {any} */
  let open
  const capture = () => {
    if (!open) return
    // Not at the start, when the page is busy.
    open.sid ??= randomId()
    open.did = user()
    // A page may have broken dates; a timer of ours calls this, so nobody else catches it.
    attempt(() => send(writeBriefly({ ...open, started: iso(open.started), timestamp: iso(clock()), attrs })))
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
    /** The page may set its user after the session was sent. */
    updateUser() {
      const id = open && !open.init && user()
      if (id && id !== open.did) capture()
    },
    /** The open one. */
    current: () => open,
  }
}
