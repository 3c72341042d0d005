// @ts-check
// Batching: many events in few requests, and each envelope has an outcome of its own.
import assert from 'node:assert/strict'
import { eventually } from '../../eventually.mjs'
import { STAGE_2 } from './files.mjs'

/** @typedef {import('../run.mjs').Case} Case */
/** @typedef {import('../visit.mjs').Visit} Visit */

/** Most requests for a hundred errors, with the first one, of which the page learns that batches are taken. */
const FEW = 10
/** Most requests of the last resort: one for each capture that waits, and a session. */
const MANY = 101
/** Throws of an error storm. */
const STORM = 10_000
/** Random text of an event that gzip cannot make small, in bytes. */
const LARGE = 20_000

/** Longest time until a failed request is made again, in ms: the pause is five seconds, and up to twice that by chance. */
const RETRY = 20_000

/** @type {import('../rules.mjs').Rule} */
const ANNOUNCED = { on: /balefire\.min\.js$/, isAnnounced: true }

const batches = (/** @type {Visit} */ { faults }) => faults.posts.filter(({ body }) => body?.batch)
const plain = (/** @type {Visit} */ { faults }) => faults.posts.filter(({ body }) => body && !body.batch)

/** Ids of events by the number of POSTs that they were in. @param {Visit} visit */
const sentTwice = (visit) => {
  /** @type {Map<string, number>} */
  const counts = new Map()
  for (const { id } of visit.posted()) counts.set(id, (counts.get(id) ?? 0) + 1)
  return [...counts].filter(([, count]) => count > 1).map(([id]) => id)
}

/**
 * Waits until so many events were sent a second time, and the page has the answer: the server has all of them at once, but the
 * page knows it only after the pause that follows a failure. A page that is left before keeps them, as it must.
 * @param {Visit} visit @param {number} count
 */
const sentAgain = async (visit, count) => {
  await eventually(() => sentTwice(visit).length >= count, 'all of them a second time', RETRY)
  await visit.flush()
}

/** A page whose second stage is there before its first error: a busy machine needs its time for it. @param {Visit} visit */
const openWithStage2 = async (visit) => {
  await visit.open()
  await visit.evaluate('return Balefire.getClient().load().then(() => true)')
}

/** An event of which the page has learnt what the server takes. @param {Visit} visit */
const introduced = async (visit, how = {}) => {
  await visit.open(how)
  await visit.fail(1)
  await visit.settle()
}

/** @type {Case[]} */
export const batching = [
  {
    name: 'ids that the page makes up and no server takes are replaced, and cost no batch',
    run: async (visit) => {
      await introduced(visit, {
        init: `{ dsn: DSN, beforeSend: (event, { originalException: { id } }) => ({ ...event, event_id: id ?? event.event_id }) }`,
      })
      await visit.fail(3)
      await visit.fail(1, '{ id: "mine" }')
      await visit.fail(1, '{ id: 7 }')
      const [text] = visit.nextTexts(1)
      const exception = `{ values: [{ type: 'Error', value: ${JSON.stringify(text)} }] }`
      await visit.evaluate(
        `Balefire.captureEvent({ event_id: 'none', exception: ${exception} }, { originalException: {} })`,
      )
      await visit.flush()
    },
    check: (visit) => assert.equal(batches(visit).length, 1),
  },
  {
    name: 'a hundred errors go in a few requests',
    isQuick: true,
    isSmoke: true,
    run: async (visit) => {
      await introduced(visit)
      await visit.fail(100)
    },
    check: (visit) => {
      assert.ok(batches(visit).length > 0, 'no batch was sent')
      assert.ok(visit.faults.posts.length <= FEW, `${visit.faults.posts.length} requests`)
      assert.deepEqual(sentTwice(visit), [])
    },
  },
  {
    name: 'no request needs a preflight',
    run: async (visit) => {
      await introduced(visit)
      await visit.fail(60)
    },
    check: (visit) => assert.deepEqual(visit.faults.preflights, []),
  },
  {
    name: 'a batch is gzipped',
    run: async (visit) => {
      await introduced(visit)
      await visit.fail(60)
    },
    check: (visit) =>
      assert.ok(
        batches(visit).some(({ body }) => body?.isGzipped),
        'no body is gzipped',
      ),
  },
  {
    name: 'a browser without CompressionStream sends all the same',
    run: async (visit) => {
      await introduced(visit, { before: 'delete globalThis.CompressionStream' })
      await visit.fail(60)
    },
    check: (visit) => assert.ok(visit.faults.posts.every(({ body }) => !body?.isGzipped)),
  },
  {
    name: 'a CompressionStream that fails costs no event',
    run: async (visit) => {
      await introduced(visit, {
        before: 'globalThis.CompressionStream = class { constructor() { throw new Error("no") } }',
      })
      await visit.fail(60)
    },
  },
  {
    name: 'a CompressionStream that never ends costs no event',
    isLate: true,
    run: async (visit) => {
      const before = `globalThis.CompressionStream = class { readable = new ReadableStream(); writable = new WritableStream() }`
      await introduced(visit, { before })
      await visit.fail(60)
    },
  },
  {
    name: 'a batch has each breadcrumb once',
    run: async (visit) => {
      await introduced(visit, { after: `for (let n = 0; n < 100; n++) console.log('breadcrumb ' + n)` })
      await visit.fail(50)
    },
    check: (visit) => {
      const [batch] = batches(visit).toSorted(
        (a, b) => (b.body?.envelopes.length ?? 0) - (a.body?.envelopes.length ?? 0),
      )
      const { breadcrumbs = [], envelopes = [] } = batch?.body?.batch ?? {}
      assert.ok(envelopes.length > 1, 'a batch of several envelopes')
      // 100 of the page, and one of each error.
      assert.ok(breadcrumbs.length <= 100 + envelopes.length + 1, `${breadcrumbs.length} breadcrumbs`)
      const last = batch?.body?.envelopes.at(-1)?.items[0]?.json
      assert.equal(last?.breadcrumbs?.length, 100)
    },
  },
  {
    name: 'a server that knows no batches gets plain envelopes',
    isQuick: true,
    rules: [{ on: 'envelope', isOld: true }],
    run: async (visit) => {
      await visit.open()
      await visit.fail(30)
    },
    check: (visit) => assert.equal(batches(visit).length, 0),
  },
  {
    name: 'a server is downgraded while the page is open, and plain envelopes go on',
    isQuick: true,
    run: async (visit) => {
      await introduced(visit)
      visit.faults.use([{ on: 'envelope', isOld: true }])
      await visit.fail(30)
    },
    check: (visit) => {
      assert.ok(batches(visit).length > 0, 'a batch was tried')
      assert.ok(plain(visit).length >= 30, `${plain(visit).length} plain envelopes`)
    },
  },
  {
    name: 'a batch whose answer is lost is sent again with the same ids, and stored once',
    isQuick: true,
    isSmoke: true,
    rules: [{ on: 'batch', times: 1, drop: 'after' }],
    run: async (visit) => {
      await introduced(visit)
      await visit.fail(30)
      await sentAgain(visit, 30)
    },
  },
  {
    name: 'a batch whose answer breaks off after its status is stored once',
    rules: [{ on: 'batch', times: 1, drop: 'mid' }],
    run: async (visit) => {
      await introduced(visit)
      await visit.fail(30)
    },
  },
  {
    name: 'an envelope whose answer is lost is sent again with the same id, and stored once',
    rules: [{ on: 'plain', times: 2, drop: 'after' }],
    run: async (visit) => {
      await visit.open()
      await visit.fail(3)
      await sentAgain(visit, 2)
    },
  },
  {
    name: 'the script announces batches, and the first one, whose answer is lost, is sent again and stored once',
    isQuick: true,
    rules: [ANNOUNCED, { on: 'batch', times: 1, drop: 'after' }],
    run: async (visit) => {
      await openWithStage2(visit)
      await visit.fail(3)
      await sentAgain(visit, 1)
    },
    check: (visit) => assert.equal(plain(visit).length, 0),
  },
  {
    name: 'the script announces batches, and the server refuses them: plain envelopes go',
    isQuick: true,
    rules: [ANNOUNCED, { on: 'envelope', isOld: true }],
    run: async (visit) => {
      await openWithStage2(visit)
      await visit.fail(3)
    },
    check: (visit) => assert.equal(batches(visit).length, 1),
  },
  {
    name: 'the script announces batches, and the page is left with its first errors',
    rules: [ANNOUNCED],
    run: async (visit) => {
      await visit.open()
      await visit.failAndLeave(3)
    },
  },
  {
    name: 'a batch that is too large is split',
    isQuick: true,
    rules: [{ on: 'batch', minBytes: 2 * LARGE, status: 413 }],
    run: async (visit) => {
      await introduced(visit)
      const random = `crypto.getRandomValues(new Uint8Array(${LARGE / 4})).join('').slice(0, ${LARGE})`
      await visit.evaluate(`addEventListener('error', () => Balefire.setExtra('large', ${random}), true)`)
      await visit.fail(12)
    },
    check: (visit) => {
      const refused = visit.faults.posts.filter(({ rule }) => rule?.status === 413)
      assert.ok(refused.length > 0, 'nothing was too large')
    },
  },
  {
    name: 'an event that is too large even alone is counted as lost',
    rules: [{ on: 'envelope', ofType: 'event', skip: 1, times: 100, status: 413 }],
    losses: { send_error: 1 },
    run: async (visit) => {
      await introduced(visit)
      await visit.fail(1)
      await visit.flush()
    },
  },
  {
    name: 'a storm of one error sends few requests, and its true count arrives',
    isQuick: true,
    isSmoke: true,
    run: async (visit) => {
      await introduced(visit)
      await visit.storm(STORM)
    },
    check: (visit) => {
      assert.ok(visit.faults.posts.length <= FEW, `${visit.faults.posts.length} requests`)
    },
  },
  {
    // The page does not know yet that the server takes counts, so it counts the repeats as lost.
    name: 'a storm of one error at the start of the page is stored or counted',
    // The last resort reports where the page is left before the second stage is there.
    kept: 'any',
    losses: 'any',
    run: async (visit) => {
      await visit.open()
      await visit.storm(STORM)
    },
    check: (visit) => assert.ok(visit.faults.posts.length <= MANY, `${visit.faults.posts.length} requests`),
  },
  {
    name: 'a storm while the second stage is late is stored or counted',
    // The last resort reports where the page is left before the second stage is there.
    kept: 'any',
    losses: 'any',
    rules: [{ on: STAGE_2, delay: 1000 }],
    run: async (visit) => {
      await visit.open()
      await visit.storm(STORM)
    },
  },
  {
    name: 'a storm toward a server without batches is stored or counted',
    rules: [{ on: 'envelope', isOld: true }],
    losses: 'any',
    run: async (visit) => {
      await visit.open()
      await visit.storm(STORM)
      await visit.flush()
    },
  },
  {
    name: 'a thousand different errors at once are stored or counted',
    losses: 'any',
    run: async (visit) => {
      await introduced(visit)
      await visit.fail(1000)
      await visit.flush()
    },
  },
  {
    name: 'script and envelopes on the origin of the page, by a tunnel',
    isQuick: true,
    run: async (visit) => {
      await visit.open({
        isFirstParty: true,
        attributes: {
          'data-tunnel': `/first-party/api/${visit.projectId}/envelope/`,
          'data-release': 'shop@1',
        },
      })
      await visit.fail(1)
      await visit.settle()
      await visit.fail(30)
    },
    check: (visit) => {
      assert.ok(visit.faults.files.every(({ path }) => !path.startsWith('http')))
      assert.ok(visit.faults.posts.every(({ path }) => path.startsWith('/first-party/')))
    },
  },
]
