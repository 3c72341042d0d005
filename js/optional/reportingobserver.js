// @ts-check
import { cleanUrl } from '../report/privacy.js'

/** The message of a report. @param {string} type @param {any} body */
const details = (type, body) =>
  (type === 'crash' ? [body?.crashId, body?.reason].filter(Boolean).join(' ') : body?.message) ||
  'No details available'

/**
 * Reports of the browser itself (Chromium only) become messages.
 * @param {{ types?: string[] }} [options]
 */
export const reportingObserverIntegration = ({ types = ['crash', 'deprecation', 'intervention'] } = {}) => ({
  name: 'ReportingObserver',
  /** @param {import('../recorder/recorder.js').Recorder} recorder */
  setup(recorder) {
    const { ReportingObserver } = /** @type {any} */ (globalThis)
    if (!ReportingObserver) return
    const onReports = (/** @type {any[]} */ reports) => {
      for (const { type, url, body } of reports) {
        // The members of `body` are getters of its prototype, which only `in` loops find.
        /** @type {Record<string, unknown>} */
        const plain = {}
        for (const key in body) if (typeof body[key] !== 'function') plain[key] = body[key]
        recorder.capture({
          message: `ReportingObserver [${type}]: ${details(type, body)}`,
          mechanism: 'generic',
          handled: true,
          scope: { extra: { url: cleanUrl(url), body: plain } },
        })
      }
    }
    const observer = new ReportingObserver(onReports, { buffered: true, types })
    observer.observe()
    return () => observer.disconnect()
  },
})
