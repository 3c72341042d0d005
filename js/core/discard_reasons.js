// @ts-check
// The reasons of losses, by the numbers that stand for them in the page and in its storage. A test of src/client_report.rs
// compares this list with its own.
export const EVENT_PROCESSOR = 0
export const BEFORE_SEND = 1
export const CALLBACK_ERROR = 2
export const QUEUE_OVERFLOW = 3
export const SEND_ERROR = 4
export const SAMPLE_RATE = 5
export const BUFFER_OVERFLOW = 6
export const NO_PARENT_SPAN = 7
export const IGNORED = 8
export const NETWORK_ERROR = 9
export const RATELIMIT_BACKOFF = 10

/** Sentry's words for them. https://develop.sentry.dev/sdk/telemetry/client-reports/ */
export const NAMES = [
  'event_processor',
  'before_send',
  'callback_error',
  'queue_overflow',
  'send_error',
  'sample_rate',
  'buffer_overflow',
  'no_parent_span',
  'ignored',
  'network_error',
  'ratelimit_backoff',
]
