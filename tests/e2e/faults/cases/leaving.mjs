// @ts-check
// Leaving the page: what waits is sent while browsers allow it; what does not fit is kept for the next page.
import assert from 'node:assert/strict'
import { eventually } from '../../eventually.mjs'
import { STAGE_2 } from './files.mjs'

/** @typedef {import('../run.mjs').Case} Case */

/** Text of each event that gzip cannot make small, in characters. */
const LARGE = 4000
const RANDOM = `Array.from({ length: ${LARGE} / 8 }, () => Math.random().toString(36).slice(2, 10)).join('')`
/** Events that together are far above the 64 KiB of keepalive, and fill more than a batch. */
const MANY = 60
/** More events than a page holds: those beyond are counted. */
const TOO_MANY = 300

/** Delay of an answer that a page does not wait for, in ms. */
const SLOW = 1500

/** @type {Case[]} */
export const leaving = [
  {
    name: 'what waits when the page is left arrives',
    isQuick: true,
    isSmoke: true,
    run: async (visit) => {
      await visit.open()
      await visit.fail(1)
      await visit.settle()
      await visit.failAndLeave(20)
    },
  },
  {
    name: 'all errors of a page that is left before anything was sent arrive, by the next page if need be',
    run: async (visit) => {
      await visit.open({ attributes: { 'data-release': 'shop@1' } })
      await visit.failAndLeave(20)
      await visit.open()
    },
  },
  {
    name: 'errors of a page in the background that is left at once arrive',
    isQuick: true,
    isSmoke: true,
    run: async (visit) => {
      // No driver opens a page in the background, which hears no change of its visibility when it is left.
      const before = `addEventListener('visibilitychange', (event) => event.isTrusted && event.stopImmediatePropagation(), true)`
      await visit.open({ before })
      await visit.evaluate('hide()')
      await visit.failAndLeave(3)
    },
  },
  {
    name: 'more than keepalive admits is kept when the page is left, and the next page sends it',
    isQuick: true,
    run: async (visit) => {
      await visit.open()
      await visit.fail(1)
      await visit.settle()
      await visit.evaluate(`addEventListener('error', () => Balefire.setExtra('large', ${RANDOM}), true)`)
      await visit.failAndLeave(MANY)
      await visit.open()
      await visit.emptied()
    },
  },
  {
    name: 'more than keepalive admits is on its way on a slow network when the page is left, and arrives once',
    isQuick: true,
    run: async (visit) => {
      await visit.open()
      await visit.fail(1)
      await visit.settle()
      await visit.evaluate(`addEventListener('error', () => Balefire.setExtra('large', ${RANDOM}), true)`)
      visit.faults.use([{ on: 'batch', pace: 40_000 }])
      await visit.fail(MANY)
      // Compressed, and about to be sent.
      await visit.evaluate('await new Promise((done) => setTimeout(done, 400))')
      await visit.leave()
      visit.faults.use([])
      await visit.open()
      await visit.emptied()
    },
  },
  {
    name: 'the answers of a slow server come when the page is gone, and nothing is stored twice',
    run: async (visit) => {
      await visit.open()
      await visit.fail(1)
      await visit.settle()
      await visit.evaluate(`addEventListener('error', () => Balefire.setExtra('large', ${RANDOM}), true)`)
      visit.faults.use([{ on: 'batch', delay: 1500 }])
      await visit.fail(MANY)
      await visit.evaluate('await new Promise((done) => setTimeout(done, 600))')
      await visit.failAndLeave(MANY)
      visit.faults.use([])
      await visit.open()
      await visit.emptied()
    },
  },
  {
    name: 'more than a page holds is thrown before it is left, and what is not stored is counted',
    losses: 'any',
    run: async (visit) => {
      await visit.open()
      await visit.fail(1)
      await visit.settle()
      await visit.evaluate(`addEventListener('error', () => Balefire.setExtra('large', ${RANDOM}), true)`)
      await visit.failAndLeave(TOO_MANY)
      await visit.open()
      await visit.emptied()
    },
    check: (visit) => assert.ok((visit.losses().queue_overflow ?? 0) < 240),
  },
  {
    name: 'more than keepalive admits, and the page is hidden, and comes back',
    run: async (visit) => {
      await visit.open()
      await visit.fail(1)
      await visit.settle()
      await visit.evaluate(`addEventListener('error', () => Balefire.setExtra('large', ${RANDOM}), true)`)
      await visit.fail(MANY)
      await visit.evaluate('hide()')
      await visit.evaluate('await new Promise((done) => setTimeout(done, 100)); hide(false)')
      await visit.fail(5)
    },
  },
  {
    name: 'more than keepalive admits, and the second stage is late',
    rules: [{ on: STAGE_2, hold: 'never' }],
    run: async (visit) => {
      await visit.open()
      await visit.evaluate(`addEventListener('error', () => Balefire.setExtra('large', ${RANDOM}), true)`)
      await visit.failAndLeave(MANY)
      visit.faults.release('never')
      await visit.open()
      await visit.emptied()
    },
  },
  {
    name: 'events whose answers are on their way when the page is left are not kept',
    isQuick: true,
    isSmoke: true,
    rules: [{ on: 'envelope', delay: SLOW }],
    run: async (visit) => {
      await visit.open()
      await visit.fail(3)
      await eventually(() => visit.stored().length === 3, 'the server has them')
      await visit.leave()
    },
  },
  {
    name: 'a session whose answer is on its way when the page is left is sent once',
    isQuick: true,
    isSmoke: true,
    rules: [{ on: 'envelope', delay: SLOW }],
    run: async (visit) => {
      await visit.open({ attributes: { 'data-release': 'shop@1' } })
      await eventually(() => visit.faults.posts.some(({ server }) => server), 'the server has it')
      await visit.leave()
      assert.deepEqual((await visit.kept()).found, [])
    },
    check: (visit) => assert.equal(visit.faults.posts.length, 1),
  },
  {
    name: 'the page is hidden and comes back, and nothing is sent twice',
    run: async (visit) => {
      await visit.open()
      for (let n = 0; n < 3; n++) {
        await visit.fail(5)
        await visit.evaluate('hide(); hide(false)')
      }
      await visit.fail(5)
    },
  },
  {
    name: 'keepalive is refused when the page is left, and a beacon or the next page carries what waits',
    run: async (visit) => {
      const before = `const own = fetch
        globalThis.fetch = (url, options) =>
          options?.keepalive && document.hidden ? Promise.reject(new TypeError('no keepalive')) : own(url, options)`
      await visit.open({ before })
      await visit.fail(1)
      await visit.settle()
      await visit.failAndLeave(10)
      await visit.open()
    },
  },
  {
    name: 'more is left than can be kept before the second stage is there, and the next page tells of the loss',
    isQuick: true,
    losses: 'any',
    rules: [{ on: STAGE_2, hold: 'never', times: 1 }],
    run: async (visit) => {
      // The page itself has used nearly all of its storage.
      const before = `globalThis.fetch = () => Promise.reject(new TypeError('no fetch'))
        navigator.sendBeacon = () => false
        localStorage.setItem('spare', 'x'.repeat(20_000))
        for (let size = 100_000; size >= 1_000; size /= 10)
          try { for (;;) localStorage.setItem('page' + localStorage.length, 'x'.repeat(size)) } catch {}
        localStorage.removeItem('spare')`
      await visit.open({ before })
      await visit.failAndLeave(70)
      await visit.open()
      await visit.emptied()
    },
    check: (visit) => {
      const { queue_overflow: lost = 0 } = visit.losses()
      assert.ok(lost > 20 && lost < 70, `${lost} lost`)
    },
  },
  {
    name: 'a tab is closed by its page after an error',
    only: ['chromium', 'firefox'],
    run: async (visit) => {
      await visit.failAndClose(3)
    },
  },
  {
    name: 'the server answers 503 while the page is left, and the next page sends what is kept',
    rules: [{ on: 'envelope', status: 503 }],
    run: async (visit) => {
      await visit.open()
      await visit.fail(5)
      await visit.flush()
      await visit.leave()
      visit.faults.use([])
      await visit.open()
    },
    check: (visit) => assert.equal(visit.thrown.size, 5),
  },
]
