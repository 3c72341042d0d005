// @ts-check
// Stages: a page pays only when it must, and what it has to say arrives although the second stage does not.
import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { eventually } from '../../eventually.mjs'
import { CORE, CORE_SCRIPT, STAGE_1, STAGE_2 } from './files.mjs'

/** @typedef {import('../run.mjs').Case} Case */
/** @typedef {import('../visit.mjs').Visit} Visit */

const loadsOf = (/** @type {Visit} */ { faults }, /** @type {RegExp} */ file) =>
  faults.files.filter(({ path }) => file.test(path)).length

/** An error from the start of the page, and two later ones. */
const threeErrors = async (
  /** @type {Visit} */ visit,
  /** @type {Record<string, string>} */ more = {},
  first = '',
) => {
  const [text] = visit.nextTexts(1)
  await visit.open({
    attributes: { 'data-release': 'shop@1', ...more },
    after: `${first}\nthrow new Error(${JSON.stringify(text)})`,
  })
  await visit.fail(2)
}

/** A function that looks at frames, so that the page needs the core. */
const LOOK_AT_FRAMES = 'Balefire.addEventProcessor((event) => event)'

/** A page loads for so long that its first error brings the later files, in ms. */
const SLOW = 1500

/** Longer than a page waits for its second stage, in ms. */
const AFTER_THE_WAIT = 3000

/** @type {[what: string, rule: Omit<import('../rules.mjs').Rule, 'on'>, more?: Partial<Case>][]} */
const FAULTS = [
  ['is missing', { status: 404 }, { isQuick: true, isSmoke: true }],
  ['is a page of HTML', { headers: { 'content-type': 'text/html' } }],
  ['never answers', { hold: 'never' }, { isQuick: true }],
  ['is cut off in its middle', { cut: 0.5 }],
  ['is reset in its middle', { drop: 'mid' }],
  ['is reset', { drop: 'before' }],
  ['answers 503', { status: 503 }],
  ['is empty', { status: 200, body: '', headers: { 'content-type': 'text/javascript' } }],
  [
    'is of another build',
    { status: 200, body: 'export const report = 1', headers: { 'content-type': 'text/javascript' } },
  ],
]

/** @type {Case[]} */
export const stages = [
  {
    name: 'a page view without an error loads the first stage alone, and its session arrives',
    isQuick: true,
    isSmoke: true,
    run: async (visit) => {
      await visit.open({ attributes: { 'data-release': 'shop@1' } })
      await eventually(() => visit.faults.posts.some(({ page }) => page === 200), 'the session')
    },
    check: (visit) => {
      assert.deepEqual(
        visit.faults.files.map(({ path }) => STAGE_1.test(path)),
        [true],
        JSON.stringify(visit.faults.files),
      )
      const types = visit.faults.posts.flatMap(({ body }) => body?.envelopes.flatMap(({ items }) => items))
      assert.deepEqual(
        types.map((item) => item?.type),
        ['session'],
      )
    },
  },
  {
    name: 'a page view that is left at once still has its session',
    run: async (visit) => {
      await visit.open({ attributes: { 'data-release': 'shop@1' } })
      await visit.leave()
      await eventually(() => visit.faults.posts.some(({ server }) => server?.status === 200), 'the session')
    },
    check: (visit) => assert.equal(loadsOf(visit, STAGE_2), 0),
  },
  {
    name: 'errors load the second stage once',
    run: (visit) => threeErrors(visit),
    check: (visit) => assert.equal(loadsOf(visit, STAGE_2), 1),
  },
  ...FAULTS.map(
    ([what, rule, more]) =>
      /** @type {Case} */ ({
        name: `the second stage ${what}, and the last resort reports`,
        rules: [{ on: STAGE_2, ...rule }],
        run: (visit) => threeErrors(visit),
        ...more,
      }),
  ),
  ...FAULTS.map(
    ([what, rule]) =>
      /** @type {Case} */ ({
        name: `the second stage ${what} at first, and is there later`,
        rules: [{ on: STAGE_2, times: 1, ...rule }],
        run: async (visit) => {
          await threeErrors(visit)
          await pause(AFTER_THE_WAIT)
          await visit.fail(2)
        },
      }),
  ),
  {
    name: 'the second stage is slow, and nothing is sent twice',
    rules: [{ on: STAGE_2, delay: AFTER_THE_WAIT }],
    run: async (visit) => {
      await threeErrors(visit)
      await pause(2 * AFTER_THE_WAIT)
      await visit.fail(2)
    },
  },
  {
    name: 'the second stage comes after the page was hidden, and nothing is sent twice',
    rules: [{ on: STAGE_2, hold: 'hidden' }],
    run: async (visit) => {
      await visit.open()
      await visit.fail(3)
      await visit.evaluate('hide()')
      await eventually(() => visit.faults.posts.length > 0, 'a word of the last resort')
      await visit.evaluate('hide(false)')
      visit.faults.release('hidden')
      await visit.fail(2)
    },
  },
  {
    name: 'the second stage comes while requests of the last resort fail, and sends what was in them',
    isQuick: true,
    rules: [
      { on: STAGE_2, hold: 'hidden' },
      { on: 'envelope', times: 2, status: 503, delay: SLOW },
    ],
    run: async (visit) => {
      await visit.open()
      await visit.fail(3)
      await visit.evaluate('hide()')
      await eventually(() => visit.faults.posts.length > 0, 'a word of the last resort')
      await visit.evaluate('hide(false)')
      visit.faults.release('hidden')
      await eventually(() => visit.evaluate('return Balefire.diagnose().stage === 2'), 'the second stage')
    },
  },
  {
    name: 'the policy of the page blocks the second stage, and the last resort reports',
    run: async (visit) => {
      const sdk = `${visit.faults.url}/balefire.min.js`
      const [text] = visit.nextTexts(1)
      await visit.open({
        policy: `script-src 'unsafe-inline' ${sdk}`,
        after: `throw new Error(${JSON.stringify(text)})`,
      })
      await visit.fail(2)
      // The page may have fetched the file; it must not have run it.
      assert.equal(await visit.evaluate('return Balefire.diagnose().stage'), 1)
    },
  },
  {
    name: 'a policy of nonces alone admits both stages',
    run: async (visit) => {
      const [text] = visit.nextTexts(1)
      await visit.open({
        policy: `script-src 'nonce-of-the-page' 'wasm-unsafe-eval'`,
        nonce: 'of-the-page',
        after: `throw new Error(${JSON.stringify(text)})`,
      })
      await visit.fail(2)
    },
    check: (visit) => assert.equal(loadsOf(visit, STAGE_2), 1),
  },
  {
    name: 'the page is left in the task of its first error, before the second stage is there',
    isQuick: true,
    isSmoke: true,
    // A page that is left in the same task may be gone before the browser asks for the file.
    rules: [{ on: STAGE_2, hold: 'never', mayMiss: true }],
    run: async (visit) => {
      await visit.open({ attributes: { 'data-release': 'shop@1' } })
      await visit.failAndLeave(3)
    },
  },
  {
    name: 'the server refuses what the last resort sends, and the next page tells of the loss',
    isQuick: true,
    losses: { send_error: 3 },
    rules: [
      { on: STAGE_2, times: 1, status: 404 },
      { on: 'envelope', times: 3, status: 403 },
    ],
    run: async (visit) => {
      await visit.open()
      await visit.fail(3)
      await eventually(() => visit.faults.posts.length === 3, 'the refusals')
      await eventually(() => visit.evaluate('return Balefire.diagnose().lastResort.lost === 3'), 'the losses')
      await visit.leave()
      await visit.open()
      // The report goes with the next request, or when the page is left.
      await eventually(() => visit.evaluate('return Balefire.diagnose().stage === 2'), 'the second stage')
    },
  },
  {
    name: 'equal errors go in one request of the last resort, with their number',
    isQuick: true,
    rules: [{ on: STAGE_2, status: 404 }],
    run: async (visit) => {
      await visit.open()
      await visit.storm(60)
    },
    check: (visit) => assert.equal(visit.posted().length, 1),
  },
  {
    name: 'filters of the page hold for the last resort',
    rules: [{ on: STAGE_2, status: 404 }],
    run: async (visit) => {
      await visit.open({
        init: `{ dsn: DSN, ignoreErrors: ['not worth'], beforeSend: (event, hint) => hint.originalException?.secret ? null : event }`,
        after: `setTimeout(() => fail('not worth a word'))`,
      })
      await visit.fail(2)
      await visit.evaluate(`fail('withheld', { secret: true })`)
      await visit.fail(1)
    },
    check: (visit) =>
      assert.deepEqual(
        visit.posted().filter(({ text }) => /not worth|withheld/.test(text)),
        [],
      ),
  },
  {
    name: 'a sample rate of nothing holds for the last resort',
    rules: [{ on: STAGE_2, status: 404 }],
    run: async (visit) => {
      await visit.open({ attributes: { 'data-sample-rate': '0' } })
      await visit.evaluate(`fail('not sampled')`)
      await pause(AFTER_THE_WAIT)
      await visit.leave()
    },
    check: (visit) => assert.deepEqual(visit.posted(), []),
  },
  ...[
    /** @type {const} */ (['is missing', { status: 404 }]),
    /** @type {const} */ (['is cut off in its middle', { cut: 0.5 }]),
    /** @type {const} */ (['is of another type', { headers: { 'content-type': 'text/plain' } }]),
    /** @type {const} */ (['never answers', { hold: 'never' }]),
    /** @type {const} */ (['is reset in its middle', { drop: /** @type {const} */ ('mid') }]),
  ].map(
    ([what, rule], at) =>
      /** @type {Case} */ ({
        name: `the file of the core that the page names ${what}, and errors arrive`,
        rules: [{ on: CORE, ...rule }],
        isQuick: at === 1,
        run: (visit) => threeErrors(visit, { 'data-wasm': 'SDK/balefire_bg.wasm' }, LOOK_AT_FRAMES),
      }),
  ),
  ...[
    /** @type {const} */ (['is missing', { status: 404 }]),
    /** @type {const} */ (['is cut off in its middle', { cut: 0.5 }]),
    /** @type {const} */ (['never answers', { hold: 'never' }]),
  ].map(
    ([what, rule], at) =>
      /** @type {Case} */ ({
        name: `the file of the core ${what}, which a function of the page needs, and errors arrive`,
        rules: [{ on: CORE_SCRIPT, ...rule }],
        isQuick: at === 2,
        run: (visit) => threeErrors(visit, {}, LOOK_AT_FRAMES),
      }),
  ),
  ...[
    /** @type {const} */ (['second stage', STAGE_2]),
    /** @type {const} */ (['core', CORE_SCRIPT]),
    /** @type {const} */ (["lookup of the page's modules", /\/balefire-wasm-/]),
  ].map(
    ([what, file]) =>
      /** @type {Case} */ ({
        name: `the file of the ${what} never answers while the page loads, and the load event comes`,
        rules: [{ on: file, hold: 'never' }],
        isQuick: true,
        run: async (visit) => {
          const [text] = visit.nextTexts(1)
          visit.faults.pages['/slow'] = { body: '', type: 'image/png', delay: SLOW }
          let isLoaded = false
          const opened = visit.open({
            after: `${LOOK_AT_FRAMES}
              WebAssembly.instantiate(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0))
              document.write('<img src="/slow">')
              throw new Error(${JSON.stringify(text)})`,
          })
          opened.then(() => (isLoaded = true))
          await eventually(() => isLoaded, 'the load event')
        },
      }),
  ),
  {
    name: 'the file of the core never answers, and the page is left',
    rules: [{ on: CORE_SCRIPT, hold: 'never' }],
    run: async (visit) => {
      await visit.open({ after: LOOK_AT_FRAMES })
      await visit.fail(2)
      await eventually(() => loadsOf(visit, CORE_SCRIPT) === 1, 'the request for the core')
    },
  },
]
