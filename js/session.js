// @ts-check
import { randomId } from './event.js'

const now = () => new Date().toISOString()

/**
 * Release health: how many page views, and in how many something went wrong.
 * https://develop.sentry.dev/sdk/telemetry/sessions/
 * @param {object} attrs release and environment
 * @param {() => unknown} user the id of who has the page open
 * @param {(session: string) => void} send
 */
export function sessions(attrs, user, send) {
  /** @type {any} */
  let open
  const capture = () => {
    if (!open) return
    send(JSON.stringify({ ...open, did: user(), timestamp: now(), attrs }))
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
      open = { sid: randomId(), init: true, started: now(), status: 'ok', errors: 0 }
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
