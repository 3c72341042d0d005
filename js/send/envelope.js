// @ts-check

import { write } from '../builtins/json.js'
import { filter, joined } from '../builtins/lists.js'
import { now as clock } from '../builtins/originals.js'

/** @param {object} header @param {string} payload JSON, which has no newlines */
const itemText = (header, payload) => `${write(header)}\n${payload}\n`

/**
 * The item of a client report.
 * https://develop.sentry.dev/sdk/telemetry/client-reports/
 * @param {object} report
 */
export const reportItem = (report) =>
  itemText({ type: 'client_report' }, write({ timestamp: clock() / 1000, ...report }) ?? '')

/**
 * The item of an event, complete, or of anything else.
 * @param {import('./item.js').Item} item
 * @param {number} times how many equal events it stands for
 */
export const wholeItem = ({ type, alert, payload, members, breadcrumbs, stacks, container }, times) => {
  const more = filter([
    breadcrumbs?.[0] && `"breadcrumbs":[${joined(breadcrumbs, ',')}]`,
    stacks && `"raw_stacks":${write(stacks)}`,
    members?.slice(1, -1),
  ])
  return itemText(
    { type, alert, ...(container ?? { times_seen: times > 1 ? times : undefined }) },
    more[0] ? `{${joined(/** @type {string[]} */ (more), ',')},${payload.slice(1)}` : payload,
  )
}
