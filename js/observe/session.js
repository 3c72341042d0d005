// @ts-check
import { listen, timer } from '../builtins.js'
import { onNavigation } from './history.js'

/**
 * How long after the page's load event it is sent, in ms. Not `requestIdleCallback`: its first call takes Chromium 156
 * longer than all the rest of `init` (npm run bench -- sdk).
 */
const AFTER_LOAD = 1000

/**
 * Release health: a session for each page view, or, with the lifecycle `route`, for each route within the page.
 * @returns {import('../integrations.js').Integration}
 */
export const browserSessionIntegration = ({ lifecycle = 'page' } = {}) => ({
  name: 'BrowserSession',
  setup: (recorder) => {
    const { options, session } = recorder
    // Health is that of a release.
    if (!globalThis.document || !options.release) return
    session.start()
    let isWaiting = true
    // Not while the page loads: a request then makes the page slower to show.
    const go = () => {
      if (isWaiting) session.capture()
      isWaiting = false
    }
    const wait = () => timer(go, AFTER_LOAD)
    const whenHidden = () => document.visibilityState === 'hidden' && go()
    if (document.readyState === 'complete') wait()
    else listen('load', wait, { once: true })
    const deaf = listen('visibilitychange', whenHidden, true)
    const undo =
      lifecycle === 'route' &&
      onNavigation(() => {
        // A page that changes its route while it loads is still at its first.
        if (isWaiting) return
        session.start()
        session.capture()
      })
    return () => {
      isWaiting = false
      deaf()
      if (undo) undo()
    }
  },
})
