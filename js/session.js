// @ts-check
import { randomId } from './event.js'

const iso = (/** @type {number} */ ms) => new Date(ms).toISOString()

/**
 * Release health: how many page views, and in how many something went wrong.
 * https://develop.sentry.dev/sdk/telemetry/sessions/
 * @param {object} attrs release and environment
 * @param {() => unknown} user the id of who has the page open
 * @param {(session: string) => unknown} send
 */
export const sessions = (attrs, user, send) => {
  /** @type {any} */
  let open
  const capture = () => {
    if (!open) return
    // Not at the start: a page that starts has other things to do.
    open.sid ??= randomId()
    send(
      JSON.stringify({ ...open, started: iso(open.started), did: user(), timestamp: iso(Date.now()), attrs }),
    )
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
      open = { init: true, started: Date.now(), status: 'ok', errors: 0 }
    },
    capture,
    end,
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
