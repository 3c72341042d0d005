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
