// @ts-check
import { listen, timer } from '../builtins/originals.js'
import { isPageHidden } from '../builtins/page_hidden.js'
import { onNavigation } from './instrument/history.js'

/**
 * Delay of a session after the page's load event, in ms. Not `requestIdleCallback`: its first call takes Chromium 156
 * longer than all the rest of `init` (npm run bench -- sdk).
 */
const AFTER_LOAD = 1000

/**
 * Release health: a session for each page view, or, with the lifecycle `route`, for each route within the page.
 * @returns {import('../integrations.js').Integration}
 */
export const browserSessionIntegration = ({ lifecycle = 'page' } = {}) => ({
  name: 'BrowserSession',
  setup: ({ options, session }) => {
    // Sentry counts sessions by release.
    if (!globalThis.document || !options.release) return
    session.start()
    let isWaiting = true
    // Not while the page loads, as a request then delays the first paint.
    const send = () => {
      if (isWaiting) session.capture()
      isWaiting = false
    }
    const wait = () => timer(send, AFTER_LOAD)
    const whenHidden = () => isPageHidden() && send()
    if (document.readyState === 'complete') wait()
    else listen('load', wait, { once: true })
    const stopListening = listen('visibilitychange', whenHidden, true)
    const unsubscribe =
      lifecycle === 'route' &&
      onNavigation({
        navigate() {
          // A route change during loading belongs to the first page view.
          if (isWaiting) return
          session.start()
          session.capture()
        },
      })
    return () => {
      isWaiting = false
      stopListening()
      if (unsubscribe) unsubscribe()
    }
  },
})
