// @ts-check
import { afterLoad, listen } from '../builtins/originals.js'
import { isPageHidden } from '../builtins/page_hidden.js'
import { onNavigation } from './instrument/history.js'

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
    const send = () => {
      if (isWaiting) session.capture()
      isWaiting = false
    }
    afterLoad(send)
    const stopListening = listen('visibilitychange', () => isPageHidden() && send(), true)
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
