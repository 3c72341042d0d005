// @ts-check
// Losses, until the server has had them.
// https://develop.sentry.dev/sdk/telemetry/client-reports/
import { add, filter, map } from '../builtins/lists.js'

/** Counts of losses. */
export const clientReport = () => {
  /** @type {{ reason: string, category: string, quantity: number, report?: object | undefined }[]} each with the report that is in flight with it */
  let losses = []
  return {
    /** @param {string} reason @param {string} category @param {number} quantity */
    count(reason, category, quantity) {
      const same = filter(
        losses,
        (loss) => loss.reason === reason && loss.category === category && !loss.report,
      )[0]
      if (same) same.quantity += quantity
      else add(losses, { reason, category, quantity })
    },
    /** A report of all losses that wait; undefined if there are none. */
    take() {
      const report = { discarded_events: filter(losses, (loss) => !loss.report) }
      if (!report.discarded_events[0]) return
      map(report.discarded_events, (loss) => {
        loss.report = report
      })
      report.discarded_events = map(report.discarded_events, ({ reason, category, quantity }) => ({
        reason,
        category,
        quantity,
      }))
      return report
    },
    /** Notes whether the server has had a report; if not, its losses go with the next one. @param {object} report @param {boolean} isDone */
    note(report, isDone) {
      losses = filter(losses, (loss) => {
        const isIn = loss.report === report
        if (isIn) loss.report = undefined
        return !(isIn && isDone)
      })
    },
  }
}
