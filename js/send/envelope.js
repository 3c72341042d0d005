// @ts-check

import { write } from '../builtins/json.js'
import { add, joined } from '../builtins/lists.js'
import { attempt, now as clock, isoOf } from '../builtins/originals.js'
import { split } from '../core/fields.js'

/** Fields of a loss: reason, category, quantity. */
const FIELDS = 3

/** @param {string} type @param {string | undefined} payload JSON, which has no newlines */
const itemOf = (type, payload) => `{"type":"${type}"}\n${payload}\n`

/** @param {any} item */
export const wholeOf = ({ payload, breadcrumbs }) =>
  breadcrumbs?.[0] ? `{"breadcrumbs":[${joined(breadcrumbs, ',')}],${payload.slice(1)}` : payload

/**
 * A client report of the losses that the core has counted; undefined if there are none.
 * https://develop.sentry.dev/sdk/telemetry/client-reports/
 * @param {string} losses fields
 */
const clientReport = (losses) => {
  const fields = split(losses)
  /** @type {object[]} */
  const discarded_events = []
  for (let at = 0; at + FIELDS < fields.length; at += FIELDS)
    add(discarded_events, {
      reason: fields[at],
      category: fields[at + 1],
      quantity: Number(fields[at + 2]),
    })
  return discarded_events[0] && write({ timestamp: clock() / 1000, discarded_events })
}

/**
 * The text of an envelope with one item and the losses, or with one of the two; undefined without both.
 * https://develop.sentry.dev/sdk/data-model/envelopes/
 * @param {Partial<import('./queue.js').Item>} item
 * @param {string} losses
 * @param {string | undefined} dsn for a tunnel
 */
export const envelopeOf = ({ type = '', payload, eventId }, losses, dsn) => {
  const sent_at = attempt(() => isoOf(new Date()))
  const report = clientReport(losses)
  if (!payload && !report) return
  return `${write({ event_id: eventId, sent_at, dsn })}\n${payload ? itemOf(type, payload) : ''}${
    report ? itemOf('client_report', report) : ''
  }`
}
