// @ts-check
// Envelopes written by hand, for tests that need no browser.
import { randomUUID } from 'node:crypto'

/** An envelope with one event; the event gets an id and a time of now. */
export function envelope(/** @type {Record<string, unknown>} */ event) {
  const event_id = randomUUID().replaceAll('-', '')
  const header = JSON.stringify({ event_id, sent_at: new Date().toISOString() })
  const payload = JSON.stringify({ event_id, timestamp: Date.now() / 1000, platform: 'javascript', ...event })
  return `${header}\n${JSON.stringify({ type: 'event', length: Buffer.byteLength(payload) })}\n${payload}\n`
}

/** An error with one frame, so that the same words are the same issue. */
export const failure = (
  /** @type {string} */ type,
  /** @type {string} */ value,
  /** @type {object} */ more = {},
) =>
  envelope({
    level: 'error',
    exception: {
      values: [
        {
          type,
          value,
          stacktrace: {
            frames: [
              {
                function: `at${type}`,
                filename: `https://shop.test/${type}.js`,
                lineno: 7,
                colno: 3,
                in_app: true,
              },
            ],
          },
        },
      ],
    },
    ...more,
  })

/**
 * A page load with a vital, as spans of version 2.
 * @param {string} route
 * @param {number} lcp in ms
 */
export function pageLoad(route, lcp) {
  const [trace_id, span_id, vital_id] = [
    randomUUID().replaceAll('-', ''),
    randomUUID().slice(-12) + randomUUID().slice(0, 4),
    randomUUID().slice(-12) + randomUUID().slice(0, 4),
  ]
  const end_timestamp = Date.now() / 1000
  const start_timestamp = end_timestamp - lcp / 1000
  const text = (/** @type {string} */ value) => ({ type: 'string', value })
  const common = { trace_id, status: 'ok', start_timestamp, end_timestamp }
  const load = { 'sentry.op': text('pageload'), 'http.route': text(route) }
  const vital = {
    'sentry.op': text('ui.webvital.lcp'),
    'sentry.pageload.span_id': text(span_id),
    'browser.web_vital.lcp.value': { type: 'double', value: lcp },
  }
  const items = [
    { ...common, span_id, name: route, is_segment: true, attributes: load },
    {
      ...common,
      span_id: vital_id,
      parent_span_id: span_id,
      name: 'h1',
      is_segment: false,
      attributes: vital,
    },
  ]
  const header = {
    type: 'span',
    item_count: items.length,
    content_type: 'application/vnd.sentry.items.span.v2+json',
  }
  return `{}\n${JSON.stringify(header)}\n${JSON.stringify({ version: 2, items })}\n`
}
