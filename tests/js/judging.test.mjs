// @ts-check
// What decides about an event in the recorder: options, filters, functions of the page, sessions.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { integrations } from '../../js/crate/default_integrations.js'
import { chooseIntegrations, getDefaultIntegrations } from '../../js/integrations.js'
import { validOptions } from '../../js/options.js'
import { sessions } from '../../js/recorder/release_health.js'
import { byUrl, isIgnored } from '../../js/report/filters.js'
import { runHooks } from '../../js/report/hooks.js'
import { countError } from '../../js/report/session_errors.js'

test('wrong options are named and left out', () => {
  const warn = console.warn
  /** @type {unknown[]} */
  const wrong = []
  console.warn = (...args) => wrong.push(args[1])
  try {
    const given = {
      dsn: 'https://k@a.test/1',
      sampleRate: 1.5,
      tracesSampleRate: 2,
      maxBreadcrumbs: -1,
      beforeSend: 'x',
      ignoreErrors: ['a'],
      sampelRate: 1,
      release: undefined,
      normalizeDepth: Number.NaN,
      integrations: null,
    }
    assert.deepEqual(validOptions(given), { dsn: 'https://k@a.test/1', ignoreErrors: ['a'] })
  } finally {
    console.warn = warn
  }
  assert.deepEqual(wrong, [
    'sampleRate',
    'tracesSampleRate',
    'maxBreadcrumbs',
    'beforeSend',
    'sampelRate',
    'normalizeDepth',
    'integrations',
  ])
})

test('options of attributes are text', () => {
  assert.deepEqual(
    validOptions({
      sampleRate: '0.25',
      tracesSampleRate: '0.5',
      tracePropagationTargets: 'api.test',
      maxBreadcrumbs: '5',
      sendDefaultPii: 'true',
      release: '1',
    }),
    {
      sampleRate: 0.25,
      tracesSampleRate: 0.5,
      tracePropagationTargets: 'api.test',
      maxBreadcrumbs: 5,
      sendDefaultPii: true,
      release: '1',
    },
  )
})

test('noise and what is to be ignored', () => {
  for (const noise of [
    'Script error.',
    'Script error',
    'Javascript error: Script error. on line 0',
    'ResizeObserver loop completed with undelivered notifications.',
    "Can't find variable: gmo",
    "undefined is not an object (evaluating 'a.L')",
    'Java object is gone',
  ]) {
    assert.ok(isIgnored('Error', noise, {}), noise)
  }
  assert.ok(!isIgnored('Error', 'a Script error. of ours', {}))
  assert.ok(isIgnored('Error', 'my own error', { ignoreErrors: ['own'] }))
  assert.ok(isIgnored('TypeError', 'x is no function', { ignoreErrors: [/^TypeError: x/g] }))
  assert.ok(!isIgnored('Error', 'my own error', { ignoreErrors: ['other'] }))
  for (const odd of [{}, 7, [null, undefined, {}]]) {
    assert.ok(!isIgnored('Error', 'undefined null', { ignoreErrors: /** @type {any} */ (odd) }))
  }
})

test('addresses that are wanted, and those that are not', () => {
  const at = (/** @type {string[]} */ ...files) => ({
    exception: { values: [{ stacktrace: { frames: files.map((filename) => ({ filename })) } }] },
  })
  const passes = (/** @type {any} */ options, /** @type {any} */ event) =>
    byUrl(event, {}, { getOptions: () => options }) === event
  const event = at('https://a.test/app.js', 'https://cdn.test/ads.js', '<anonymous>')
  assert.ok(passes({}, event), 'all are wanted')
  assert.ok(!passes({ denyUrls: ['cdn.test'] }, event))
  assert.ok(passes({ denyUrls: [/a\.test/] }, event), 'the newest file counts')
  assert.ok(!passes({ allowUrls: [/a\.test/] }, event))
  assert.ok(passes({ allowUrls: ['https://cdn.test'] }, event))
  assert.ok(passes({ allowUrls: ['https://a.test'] }, { message: 'nobody knows where' }))
  const raw = {
    extra: { raw_stack: 'Error\n    at f (https://cdn.test/ads.js:1:2)\n    at https://a.test/x.js:1:1' },
  }
  assert.ok(!passes({ denyUrls: ['cdn.test'] }, raw), 'where the core could not read the stack')
})

test('functions of the page, one after the other', async () => {
  const run = async (/** @type {Function[]} */ ...hooks) => {
    /** @type {unknown} */
    let outcome
    await runHooks(
      { n: 0 },
      hooks,
      {},
      (event) => {
        outcome = event
      },
      (at, error) => {
        outcome = error ? [at, error] : at
      },
    )
    return outcome
  }
  const add = (/** @type {any} */ event) => ({ n: event.n + 1 })
  const later = async (/** @type {any} */ event) => add(event)
  assert.deepEqual(await run(), { n: 0 })
  assert.deepEqual(await run(add, later, add), { n: 3 })
  assert.equal(await run(add, () => null, add), 1)
  assert.equal(await run(async () => null), 0)
  assert.equal(await run(() => undefined), 0)
  assert.equal(await run(() => 'text'), 0)
  const thrown = new Error('thrown')
  const fails = () => {
    throw thrown
  }
  assert.deepEqual(await run(add, fails), [1, thrown])
  assert.deepEqual(await run(later, async () => fails()), [1, thrown])
  assert.deepEqual(await run(() => Promise.reject()), [0, 'rejected'])
})

test('integrations: the later of two with one name', () => {
  const names = (/** @type {any} */ options) => chooseIntegrations(options).map(({ name }) => name)
  const own = { name: 'Dedupe', own: true }
  assert.ok(names({}).includes('GlobalHandlers'))
  assert.deepEqual(names({ defaultIntegrations: false }), [])
  assert.equal(chooseIntegrations({ integrations: [own] }).filter(({ name }) => name === 'Dedupe')[0], own)
  const without = {
    integrations: (/** @type {any[]} */ list) => list.filter(({ name }) => name !== 'Dedupe'),
  }
  assert.ok(!names(without).includes('Dedupe'))
})

test('a session', () => {
  /** @type {any[]} */
  const sent = []
  const session = sessions(
    { release: 'web@1' },
    () => '7',
    (json) => sent.push(JSON.parse(json)),
  )
  const last = () => {
    const { init, status, errors } = sent.at(-1)
    return [sent.length, init, status, errors]
  }
  session.capture()
  countError(session, true)
  session.end()
  assert.equal(sent.length, 0, 'there is none yet')
  session.start()
  countError(session, false)
  assert.equal(sent.length, 0, 'its time has not come')
  session.capture()
  assert.deepEqual(last(), [1, true, 'ok', 1])
  assert.deepEqual([sent[0].did, sent[0].attrs, sent[0].sid.length], ['7', { release: 'web@1' }, 32])
  countError(session, false)
  assert.equal(sent.length, 1, 'one more error is no news')
  countError(session, true)
  assert.deepEqual(last(), [2, false, 'unhandled', 3])
  countError(session, true)
  assert.equal(sent.length, 2)
  session.start()
  assert.deepEqual(last(), [3, false, 'unhandled', 4])
  session.end()
  assert.deepEqual(last(), [4, true, 'exited', 0])
  assert.notEqual(sent[3].sid, sent[2].sid)
})

test('a Rust app has the default integrations', () => {
  const names = (/** @type {{ name: string }[]} */ list) => list.map(({ name }) => name)
  // And one that a page has no use for.
  const own = names(integrations()).filter((name) => name !== 'WorkerErrors')
  assert.deepEqual(own, names(getDefaultIntegrations()))
  const [filters] = integrations()
  assert.ok(filters?.isIgnored('Error', 'Script error.', {}))
  assert.ok(!filters?.isIgnored('Error', 'the price is no number', {}))
})
