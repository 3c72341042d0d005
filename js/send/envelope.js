// @ts-check

import { write } from '../builtins/json.js'
import { add, filter, joined } from '../builtins/lists.js'
import { now as clock } from '../builtins/originals.js'
import { split } from '../core/fields.js'

/** Fields of a loss: reason, category, quantity. The first field of all is the number of the report. */
const FIELDS = 3

/** @param {object} header @param {string} payload JSON, which has no newlines */
const itemText = (header, payload) => `${write(header)}\n${payload}\n`

/**
 * The item of a client report of the losses that the core has counted; an empty text if there are none.
 * https://develop.sentry.dev/sdk/telemetry/client-reports/
 * @param {string} losses fields
 */
export const clientReport = (losses) => {
  const fields = split(losses)
  /** @type {object[]} */
  const discarded_events = []
  for (let at = 1; at + FIELDS <= fields.length; at += FIELDS)
    add(discarded_events, {
      reason: fields[at],
      category: fields[at + 1],
      quantity: Number(fields[at + 2]),
    })
  return discarded_events[0]
    ? itemText({ type: 'client_report' }, write({ timestamp: clock() / 1000, discarded_events }) ?? '')
    : ''
}

/**
 * The item of an event, complete, or of anything else.
 * @param {import('./item.js').Item} item
 * @param {number} times how many equal events it stands for
 */
export const wholeItem = ({ type, alert, payload, members, breadcrumbs, stacks, container }, times) => {
  const all = filter([
    breadcrumbs?.[0] && `"breadcrumbs":[${joined(breadcrumbs, ',')}]`,
    stacks && `"raw_stacks":${write(stacks)}`,
    members?.slice(1, -1),
    payload.slice(1),
  ])
  return itemText(
    { type, alert, ...(container ?? { times_seen: times > 1 ? times : undefined }) },
    `{${joined(/** @type {string[]} */ (all), ',')}`,
  )
}
