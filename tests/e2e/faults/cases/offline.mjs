// @ts-check
// Offline and failing networks: what cannot be sent waits, here and in the next page, and is sent once.
import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { eventually } from '../../eventually.mjs'

/** @typedef {import('../run.mjs').Case} Case */
/** @typedef {import('../visit.mjs').Visit} Visit */

const DRIVEN = ['chromium', 'firefox']

/** How a limit is told, for a time that a test can wait for, in s. */
const LIMIT = 2
const LIMITED = (/** @type {string} */ category) => ({
  status: 429,
  headers: { 'x-sentry-rate-limits': `${LIMIT}:${category}:key` },
})

/** Storages that do not store. @type {[string, string][]} */
const STORAGES = [
  ['is missing', 'Object.defineProperty(globalThis, "indexedDB", { value: undefined })'],
  [
    'throws when it is touched',
    'Object.defineProperty(globalThis, "indexedDB", { get() { throw new DOMException("no", "SecurityError") } })',
  ],
  [
    'refuses to open',
    `indexedDB.open = () => {
    const request = new EventTarget()
    request.error = new DOMException('private', 'InvalidStateError')
    setTimeout(() => { request.onerror?.(new Event('error')); request.dispatchEvent(new Event('error')) })
    return request
  }`,
  ],
  ['never opens', 'indexedDB.open = () => new EventTarget()'],
  [
    'is full',
    `for (const name of ['put', 'add']) IDBObjectStore.prototype[name] = () => { throw new DOMException('full', 'QuotaExceededError') }`,
  ],
  ['has no locks beside it', 'Object.defineProperty(navigator, "locks", { value: undefined })'],
]

/** @param {Visit} visit */
const clientReportsIn = async (visit) => JSON.stringify((await visit.kept()).found).includes('client_report')

/** @type {Case[]} */
export const offline = [
  {
    name: 'offline at the first error, and online again: all arrives',
    isQuick: true,
    only: DRIVEN,
    run: async (visit) => {
      await visit.open()
      await visit.setOffline(true)
      await visit.fail(3)
      // Longer than the page waits for its second stage.
      await pause(3000)
      await visit.fail(2)
      await visit.setOffline(false)
    },
  },
  {
    name: 'offline after the first error, and online again: all arrives',
    only: DRIVEN,
    run: async (visit) => {
      await visit.open()
      await visit.fail(1)
      await visit.settle()
      await visit.setOffline(true)
      await visit.fail(30)
      await visit.flush()
      await visit.setOffline(false)
    },
  },
  {
    name: 'offline until the page is closed, and the next page of the origin sends what is kept',
    isQuick: true,
    isSmoke: true,
    rules: [{ on: 'envelope', drop: 'before' }],
    run: async (visit) => {
      await visit.open()
      await visit.fail(5)
      await visit.flush()
      await visit.leave()
      assert.equal((await visit.kept()).events.length, 5, 'kept')
      assert.ok(!(await clientReportsIn(visit)), 'a client report is kept')
      visit.faults.use([])
      await visit.open()
    },
  },
  ...[500, 502, 503].map(
    (status) =>
      /** @type {Case} */ ({
        name: `the server answers ${status} for a while, and all arrives`,
        isQuick: status === 503,
        isSmoke: status === 503,
        rules: [{ on: 'envelope', times: 3, status }],
        run: async (visit) => {
          await visit.open()
          await visit.fail(5)
        },
      }),
  ),
  {
    name: 'connections are reset for a while, and all arrives',
    rules: [{ on: 'envelope', times: 3, drop: 'before' }],
    run: async (visit) => {
      await visit.open()
      await visit.fail(5)
    },
  },
  {
    name: 'answers take their time, and all arrives once',
    rules: [{ on: 'envelope', delay: 1500 }],
    run: async (visit) => {
      await visit.open()
      await visit.fail(20)
    },
  },
  {
    name: 'a slow network carries all once',
    rules: [{ on: 'envelope', pace: 20_000 }],
    run: async (visit) => {
      await visit.open()
      await visit.fail(20)
    },
  },
  ...[400, 403, 404].map(
    (status) =>
      /** @type {Case} */ ({
        name: `an envelope that is answered with ${status} is counted as lost, and not sent again`,
        rules: [{ on: 'plain', ofType: 'event', times: 1, status }],
        losses: { send_error: 1 },
        run: async (visit) => {
          await visit.open()
          await visit.fail(1)
          await visit.flush()
          await visit.fail(2)
          await visit.flush()
        },
      }),
  ),
  {
    name: 'a limit for errors is kept, and what it costs is counted',
    isQuick: true,
    rules: [{ on: 'envelope', ofType: 'event', times: 1, ...LIMITED('error') }],
    losses: { ratelimit_backoff: 2 },
    run: async (visit) => {
      await visit.open()
      await visit.fail(1)
      await visit.flush()
      await visit.fail(2)
      await visit.flush()
      await pause(LIMIT * 1000 + 500)
      await visit.fail(2)
      await visit.flush()
    },
  },
  {
    name: 'a limit for sessions holds no error back',
    rules: [{ on: 'envelope', ofType: 'session', times: 1, ...LIMITED('session') }],
    run: async (visit) => {
      await visit.open({ attributes: { 'data-release': 'shop@1' } })
      await eventually(() => visit.faults.posts.some(({ rule }) => rule?.status === 429), 'the session')
      await visit.fail(3)
    },
  },
  {
    name: 'Retry-After without a category holds all back',
    rules: [
      { on: 'envelope', ofType: 'event', times: 1, status: 429, headers: { 'retry-after': `${LIMIT}` } },
    ],
    losses: { ratelimit_backoff: 2 },
    run: async (visit) => {
      await visit.open()
      await visit.fail(1)
      await visit.flush()
      await visit.fail(2)
      await visit.flush()
      await pause(LIMIT * 1000 + 500)
      await visit.fail(1)
      await visit.flush()
    },
  },
  {
    name: 'two tabs find what is kept, and it is sent once',
    isQuick: true,
    only: DRIVEN,
    rules: [{ on: 'envelope', drop: 'before' }],
    run: async (visit) => {
      await visit.open()
      await visit.fail(10)
      await visit.flush()
      await visit.leave()
      visit.faults.use([{ on: 'envelope', delay: 300 }])
      const [one, other] = [await visit.newTab(), await visit.newTab()]
      await Promise.all([one.open(), other.open()])
      await visit.settle()
    },
    check: (visit) => {
      const reached = visit.faults.posts.filter(({ server }) => server)
      const ids = reached.flatMap(({ body }) => body?.envelopes.map(({ id }) => id) ?? [])
      assert.equal(new Set(ids).size, ids.length, 'an envelope was sent by both')
    },
  },
  ...STORAGES.map(
    ([what, before], at) =>
      /** @type {Case} */ ({
        name: `a storage that ${what} costs nothing while the page is open`,
        isQuick: at === 4,
        rules: [{ on: 'envelope', times: 2, status: 503 }],
        run: async (visit) => {
          await visit.open({ before })
          await visit.fail(5)
        },
      }),
  ),
  {
    name: 'a page that wants no storage keeps nothing in it',
    losses: 'any',
    rules: [{ on: 'envelope', times: 2, status: 503 }],
    run: async (visit) => {
      await visit.open({ attributes: { 'data-offline': 'false' } })
      await visit.fail(5)
      await pause(500)
      assert.deepEqual(await visit.evaluate('return await indexedDB.databases()'), [])
    },
  },
  {
    name: 'a storm that is kept for the next page is stored or counted',
    losses: 'any',
    run: async (visit) => {
      await visit.open()
      await visit.fail(1)
      await visit.settle()
      visit.faults.use([{ on: 'envelope', status: 503 }])
      await visit.storm(1000)
      await visit.flush()
      await visit.leave()
      visit.faults.use([])
      await visit.open()
      await eventually(() => visit.evaluate('return localStorage.length === 0'), 'an empty storage')
      await visit.flush()
    },
  },
  {
    name: 'what is kept for one DSN is not sent to another',
    rules: [{ on: 'envelope', drop: 'before' }],
    kept: 3,
    run: async (visit) => {
      await visit.open()
      await visit.fail(3)
      await visit.flush()
      await visit.leave()
      visit.faults.use([])
      await visit.open({ isOtherProject: true })
      await visit.evaluate(`fail('of the other project')`)
      await visit.flush()
    },
  },
  {
    name: 'what is kept for longer than a day is not sent, and counted as lost',
    rules: [{ on: 'envelope', drop: 'before' }],
    losses: 'any',
    run: async (visit) => {
      await visit.open()
      await visit.fail(2)
      await visit.flush()
      await visit.leave()
      assert.equal((await visit.kept()).events.length, 2, 'kept')
      visit.faults.use([])
      const before = `const Own = Date
        Date = class extends Own {
          constructor(...given) { given.length ? super(...given) : super(Own.now() + 25 * 3600e3) }
        }`
      await visit.open({ before })
      await eventually(() => visit.evaluate('return localStorage.length === 0'), 'an empty storage')
    },
    check: (visit) => assert.deepEqual(visit.stored(), []),
  },
]
