// @ts-check
// What is told of the samples, and what Balefire may take.

/**
 * What a subject may take at most, a share of what Sentry takes or a number of its own, or what it must reach at least.
 * @typedef {{ subjects: string[], share?: number, limit?: number, least?: number }} Budget
 */

/**
 * `of` finds the number in a sample; with `above`, what the page costs without an SDK is taken off first.
 * @typedef {object} Measure
 * @property {string} phase
 * @property {string} name
 * @property {(sample: any) => number} of
 * @property {boolean} [above]
 * @property {Budget[]} [budgets]
 */

const TAGS = ['balefire', 'balefire-own']
const OWN = ['balefire-own']

/** Of all work of an event. @type {Budget[]} */
const EVENT = [
  { subjects: OWN, share: 0.25 },
  { subjects: ['balefire', 'balefire-hooks'], share: 0.9 },
]

/** @type {Budget[]} */
const INIT = [{ subjects: TAGS, share: 0.2 }]
/** @type {Budget[]} */
const FAILING = [{ subjects: TAGS, share: 0.4 }]

/** @param {string} phase @param {string} name @returns {Measure[]} */
const visit = (phase, name) => [
  { phase, name: `${name}: files, KB after gzip`, of: (s) => s.fileBytes / 1000 },
  { phase, name: '  .. sent, KB', of: (s) => s.postedBytes / 1000 },
  { phase, name: '  .. requests', of: (s) => s.requests },
]

/** @param {string} phase @param {string} name @returns {Measure[]} */
const loading = (phase, name) => [
  { phase, name: `${name}: task time, CPU ms`, of: (s) => s.task, above: true },
  { phase, name: '  .. LCP, ms', of: (s) => s.lcp, above: true },
]

/** @type {Measure[]} */
export const MEASURES = [
  ...visit('view', 'page view'),
  ...visit('error', 'with one error'),
  { phase: 'cold1', name: 'evaluate + init, ms', of: (s) => s.both },
  { phase: 'cold1', name: '  .. CPU ms', of: (s) => s.cpu, above: true },
  { phase: 'cold1', name: '  .. and 200 ms after, CPU ms', of: (s) => s.settled, above: true, budgets: INIT },
  { phase: 'cold6', name: 'CPU / 6: evaluate + init, ms', of: (s) => s.both },
  { phase: 'cold6', name: '  .. CPU ms', of: (s) => s.cpu, above: true },
  { phase: 'cold6', name: '  .. and 200 ms after, CPU ms', of: (s) => s.settled, above: true, budgets: INIT },
  { phase: 'error1', name: 'page with one error, CPU ms', of: (s) => s.cpu, above: true, budgets: FAILING },
  { phase: 'error6', name: '  .. CPU / 6, CPU ms', of: (s) => s.cpu, above: true, budgets: FAILING },
  ...loading('sync1', 'tag in head'),
  ...loading('sync6', '  .. CPU / 6'),
  ...loading('async1', 'async tag in head'),
  ...loading('async6', '  .. CPU / 6'),
  {
    phase: 'hot',
    name: 'captureException, µs',
    of: (s) => s.capture.median,
    budgets: [{ subjects: TAGS, share: 0.1 }],
  },
  { phase: 'hot', name: '  .. 95th of 100', of: (s) => s.capture.p95 },
  { phase: 'hot', name: '  .. the first', of: (s) => s.first },
  { phase: 'hot', name: 'all work of an event, CPU µs', of: (s) => s.capture.cpu, budgets: EVENT },
  { phase: 'hot', name: '  .. with 100 breadcrumbs', of: (s) => s.full.cpu, budgets: EVENT },
  {
    phase: 'hot',
    name: 'requests for 1,000 events',
    of: (s) => s.capture.requests * 1000,
    budgets: [{ subjects: OWN, limit: 25 }],
  },
  {
    phase: 'hot',
    name: '  .. MB as sent',
    of: (s) => s.capture.bytes / 1000,
    budgets: [{ subjects: OWN, limit: 0.9 }],
  },
  {
    phase: 'hot',
    name: '  .. arrived, share of 1',
    of: (s) => s.capture.arrived,
    budgets: [{ subjects: [...TAGS, 'balefire-hooks'], least: 1 }],
  },
  {
    phase: 'heap',
    name: 'heap after init, KB',
    of: (s) => s.used,
    above: true,
    budgets: [{ subjects: TAGS, limit: 150 }],
  },
  { phase: 'heap', name: '  .. buffers and wasm memory, KB', of: (s) => s.backing, above: true },
  { phase: 'hot', name: 'heap after 1,100 events, KB', of: (s) => s.heap.used, above: true },
  { phase: 'hot', name: '  .. buffers and wasm memory, KB', of: (s) => s.heap.backing, above: true },
  { phase: 'hot', name: 'addBreadcrumb, µs', of: (s) => s.breadcrumb },
  { phase: 'hot', name: 'console.log, µs', of: (s) => s.wrapped.consoleLog, above: true },
  { phase: 'hot', name: 'setTimeout + clearTimeout, µs', of: (s) => s.wrapped.setTimeout, above: true },
  { phase: 'hot', name: 'add, dispatch, remove a listener, µs', of: (s) => s.wrapped.listener, above: true },
  { phase: 'hot', name: 'click, µs', of: (s) => s.wrapped.click, above: true },
  { phase: 'hot', name: 'fetch, µs', of: (s) => s.wrapped.fetch, above: true },
]
