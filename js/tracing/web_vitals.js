// @ts-check
// `webVitalsIntegration`: the web vitals, without spans of anything else.
import { afterLoad, warn } from '../builtins/originals.js'
import { clock, epoch } from './clock.js'
import { noteOf } from './notes.js'
import { traceOf } from './trace_state.js'

/**
 * @param {(client: any, pageView: import('./notes.js').Note, options: object) => Promise<() => void>} startStage fetches and
 *   starts what observes them, and returns a function that stops it
 * @returns {(options?: { ignore?: string[] }) => import('../integrations.js').Integration}
 */
export const webVitals =
  (startStage) =>
  (options = {}) => ({
    name: 'WebVitals',
    ...options,
    setup(client) {
      /** @type {(() => void) | undefined} */
      let stop
      let isStopped = false
      const start = async () => {
        // Tracing reports them, as parts of its page load.
        if (isStopped || client.getIntegrationByName('BrowserTracing')) return
        try {
          const { href, pathname } = location
          const pageView = noteOf(traceOf(), undefined, {
            name: pathname,
            op: 'pageload',
            origin: 'auto.pageload.browser',
            source: 'url',
            start: epoch(0) || clock(),
            attributes: { 'url.path': pathname, 'url.full': href },
          })
          stop = await startStage(client, pageView, options)
          if (isStopped) stop()
        } catch (error) {
          warn(' performance not loaded:', error)
        }
      }
      if (globalThis.document) afterLoad(start)
      return () => {
        isStopped = true
        stop?.()
      }
    },
  })
