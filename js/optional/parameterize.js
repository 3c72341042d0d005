// @ts-check

import { joined, map } from '../builtins/lists.js'
import { text } from '../builtins/types.js'

/**
 * The tag of a template for `captureMessage`: the event has the template and its values apart, so messages that differ only
 * in values are one issue. The result is a text with its event beside it.
 * https://develop.sentry.dev/sdk/data-model/event-payloads/message/
 * @param {TemplateStringsArray} strings
 * @param {...unknown} params
 */
export const parameterize = (strings, ...params) => {
  const texts = map(strings, (string, at) => string ?? strings.raw[at])
  const formatted = joined(
    map(texts, (string, at) => string + (at < params.length ? text(params[at]) : '')),
    '',
  )
  const message = joined(
    map(texts, (string) => string.replace(/%/g, '%%')),
    '%s',
  )
  return Object.assign(new String(formatted), { given: { logentry: { message, params, formatted } } })
}
