// @ts-check
// What the soak sends: one request of each kind, with an event id of its own where it is an event.
import { gzipSync } from 'node:zlib'

/**
 * A request; `eventId` where a 200 promises that this event is stored.
 * @typedef {{ path: string, body: Buffer | string, headers?: Record<string, string>, eventId?: string }} Sent
 * @typedef {{ projectId: string, key: string }} Project
 * @typedef {(project: Project, n: number) => Sent} Kind
 */

const idOf = (/** @type {number} */ n) => `50a4${n.toString(16).padStart(28, '0')}`
const line = (/** @type {unknown} */ value) => JSON.stringify(value)
const now = () => Date.now() / 1000
const envelopePath = ({ projectId, key }) => `/api/${projectId}/envelope/?sentry_key=${key}`

/** @param {string | undefined} eventId @param {[object, string][]} items */
const envelope = (eventId, items) =>
  [
    line(eventId ? { event_id: eventId } : {}),
    ...items.flatMap(([header, payload]) => [line(header), payload]),
  ].join('\n')

const frames = (/** @type {number} */ n) =>
  Array.from({ length: 12 }, (_, at) => ({
    filename: `https://shop.test/assets/chunk-${(n + at) % 40}.js`,
    function: `render${at}`,
    lineno: at + 1,
    colno: (n % 900) + 1,
    in_app: at % 2 === 0,
  }))

const browserEvent = (/** @type {number} */ n) => ({
  event_id: idOf(n),
  timestamp: now(),
  platform: 'javascript',
  release: `shop@1.${n % 7}.0`,
  environment: 'production',
  user: { id: `user-${n % 500}` },
  tags: { route: `/cart/${n % 30}` },
  exception: {
    values: [{ type: 'TypeError', value: `x${n % 60} is not a function`, stacktrace: { frames: frames(n) } }],
  },
  breadcrumbs: Array.from({ length: 20 }, (_, at) => ({
    timestamp: now() - at,
    category: 'fetch',
    data: { url: `https://api.test/items/${at}`, status_code: 200 },
  })),
})

const event = (/** @type {object} */ of) =>
  envelope(/** @type {any} */ (of).event_id, [[{ type: 'event' }, line(of)]])

/** Each with how often it comes, of 100. @type {[number, Kind][]} */
export const KINDS = [
  [40, (project, n) => ({ path: envelopePath(project), body: event(browserEvent(n)), eventId: idOf(n) })],
  [
    10,
    (project, n) => ({
      path: envelopePath(project),
      body: gzipSync(event(browserEvent(n)), { level: 1 }),
      headers: { 'content-encoding': 'gzip' },
      eventId: idOf(n),
    }),
  ],
  [
    10,
    (project, n) => ({
      path: envelopePath(project),
      body: event({
        event_id: idOf(n),
        timestamp: now(),
        platform: 'rust',
        message: `panicked at src/main.rs:${n % 90}:5: index out of bounds`,
        level: 'fatal',
      }),
      eventId: idOf(n),
    }),
  ],
  [
    8,
    ({ projectId, key }, n) => ({
      path: `/api/${projectId}/store/?sentry_key=${key}`,
      body: line({
        event_id: idOf(n),
        platform: 'python',
        logger: 'app',
        message: `order ${n} failed for a@b.test`,
      }),
      eventId: idOf(n),
    }),
  ],
  [
    5,
    (project, n) => ({
      path: envelopePath(project),
      body: envelope(idOf(n), [
        [{ type: 'event' }, line(browserEvent(n))],
        [{ type: 'attachment', filename: 'log.txt', length: 2000 }, 'l'.repeat(2000)],
      ]),
      eventId: idOf(n),
    }),
  ],
  [
    12,
    (project, n) => ({
      path: envelopePath(project),
      body: envelope(idOf(n), [
        [
          { type: 'transaction' },
          line({
            event_id: idOf(n),
            type: 'transaction',
            transaction: '/cart',
            start_timestamp: now() - 1,
            timestamp: now(),
            contexts: { trace: { trace_id: idOf(n), span_id: '00f067aa0ba902b7', op: 'pageload' } },
          }),
        ],
      ]),
    }),
  ],
  [
    6,
    (project, n) => ({
      path: envelopePath(project),
      body: envelope(undefined, [
        [
          { type: 'session' },
          line({
            sid: idOf(n),
            init: true,
            status: 'ok',
            started: new Date().toISOString(),
            attrs: { release: 'shop@1.0.0' },
          }),
        ],
      ]),
    }),
  ],
  [
    5,
    (project) => ({
      path: envelopePath(project),
      body: envelope(undefined, [
        [
          { type: 'client_report' },
          line({
            timestamp: now(),
            discarded_events: [{ reason: 'sample_rate', category: 'transaction', quantity: 3 }],
          }),
        ],
      ]),
    }),
  ],
  [
    4,
    ({ projectId, key }, n) => ({
      path: `/api/${projectId}/security/?sentry_key=${key}`,
      headers: { 'content-type': 'application/csp-report' },
      body: line({
        'csp-report': {
          'document-uri': `https://shop.test/${n % 20}`,
          'violated-directive': 'script-src-elem',
          'blocked-uri': 'https://ads.test/x.js',
        },
      }),
    }),
  ],
]

const TOTAL = KINDS.reduce((sum, [share]) => sum + share, 0)

/** The request number `n`: always the same kind for the same number. @param {Project} project @param {number} n */
export function request(project, n) {
  let at = (n * 37) % TOTAL
  for (const [share, kind] of KINDS) {
    if (at < share) return kind(project, n)
    at -= share
  }
  throw new Error('the shares do not add up')
}
