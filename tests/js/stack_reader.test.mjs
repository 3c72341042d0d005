// @ts-check
// The core: loaded when a stack is to be read, and what becomes of events without it.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { mock, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { openCore } from '../../js/core/core.js'
import { stackReader } from '../../js/core/stack_reader.js'
import { record } from '../../js/recorder/recorder.js'
import { reporter as makeReporter } from '../../js/report/reporter.js'
import { root } from '../../scripts/run.mjs'

const wasm = readFileSync(join(root, 'dist', 'balefire_bg.wasm'))
const { instantiate, instantiateStreaming } = WebAssembly
const native = { instantiate, instantiateStreaming, fetch: async () => new Response(wasm) }

/** Runs with a quiet console; how many warnings there were. @param {() => unknown} act */
const countWarnings = async (act) => {
  const warn = mock.method(console, 'warn', () => {})
  try {
    await act()
    return warn.mock.callCount()
  } finally {
    warn.mock.restore()
  }
}

test('stacks go to the core as they are, and frames come back as the wire has them', async () => {
  const read = await openCore(native, 'balefire_bg.wasm')
  for (const name of ['f', 'fü', '函数', '😀', 'f'.repeat(200)])
    assert.deepEqual(read(`Error\n    at ${name} (https://a.test/x.js:1:2)`, '', 0), [
      {
        function: name,
        filename: 'https://a.test/x.js',
        abs_path: undefined,
        raw_function: undefined,
        in_app: true,
        lineno: 1,
        colno: 2,
      },
    ])
  assert.equal(read('no stack', '', 0), undefined)
  assert.equal(read('at f (https://a.test/x.js:1:2)', '', 1), undefined, 'popped')
  const [frame] = read('at f\x1fg (https://a.test/x.js:1:2)', '', 0) ?? []
  assert.equal(/** @type {any} */ (frame).function, 'f g', 'the separator is no part of a text')
  const [panicked] = read('at app.wasm.f (http://h/m.wasm:wasm-function[1]:0x10)', 'src/main.rs:7:3', 0) ?? []
  assert.equal(/** @type {any} */ (panicked).filename, 'src/main.rs')
})

test('it is loaded once, with the first stack', async () => {
  let loads = 0
  let readies = 0
  const { isReady, kind, opened, read } = stackReader(
    async () => {
      loads++
      return () => [{ function: 'f' }]
    },
    () => readies++,
  )
  assert.deepEqual([loads, kind(), opened()], [0, 'not loaded', undefined])
  assert.ok(!isReady() && !isReady())
  assert.equal(read('stack', '', 0), undefined)
  await opened()
  assert.deepEqual([loads, readies, kind(), isReady()], [1, 1, 'wasm', true])
  assert.deepEqual(read('stack', '', 0), [{ function: 'f' }])
})

test('where it cannot be had, or traps, nothing is read', async () => {
  let readies = 0
  const warnings = await countWarnings(async () => {
    const refused = stackReader(
      () => Promise.reject(new Error('forbidden')),
      () => readies++,
    )
    assert.ok(!refused.isReady())
    await refused.opened()
    assert.deepEqual([readies, refused.isReady(), refused.kind()], [1, true, 'fallback'])
  })
  assert.equal(warnings, 1)
  const trapping = stackReader(
    async () => () => {
      throw new WebAssembly.RuntimeError('unreachable')
    },
    () => {},
  )
  trapping.isReady()
  await trapping.opened()
  assert.equal(trapping.read('stack', '', 0), undefined)
  assert.deepEqual([trapping.kind(), trapping.isReady()], ['fallback', true])
})

test('events wait for it two seconds, and get frames again once it is there', async () => {
  /** @type {(read: any) => void} */
  let arrive = () => {}
  let readies = 0
  const { isReady, kind, opened, read } = stackReader(
    () => new Promise((done) => (arrive = done)),
    () => readies++,
  )
  assert.ok(!isReady())
  await sleep(2_100)
  assert.deepEqual([readies, kind(), isReady()], [1, 'fallback', true])
  assert.equal(read('stack', '', 0), undefined)
  arrive(() => [{}])
  await opened()
  assert.deepEqual([readies, kind()], [1, 'wasm'])
  assert.deepEqual(read('stack', '', 0), [{}])
})

test('only events whose frames the page needs wait for the core', async () => {
  const page = /** @type {any} */ (globalThis)
  page.location = new URL('https://a.test/page')
  /** @type {string[]} */
  const posted = []
  const fetch = async (/** @type {any} */ _, /** @type {any} */ { body }) => {
    posted.push(Buffer.from(body).toString())
    return new Response('{}', { headers: { 'balefire-batch': '1' } })
  }
  /** Whether captures go on before the core has come. @param {object} options @param {boolean} isAnnounced @param {object[]} captures */
  const waitsFor = async (options, isAnnounced, ...captures) => {
    let loads = 0
    const recorder = record(
      { dsn: 'https://key@errors.test/7', ...options },
      { chooseIntegrations: () => [], makeStage2: () => /** @type {any} */ ({ begin() {}, work() {} }) },
    )
    const reporter = makeReporter(
      recorder,
      { fetch, url: 'https://errors.test/', withoutRecursion: (hook) => /** @type {any} */ (hook) },
      {
        isAnnounced: () => isAnnounced,
        loadCore: () => {
          loads++
          return new Promise(() => {})
        },
      },
    )
    const isReady = reporter.isReady(captures)
    assert.equal(loads, isReady ? 0 : 1, 'it is loaded only then')
    return !isReady
  }
  const error = { thrown: new Error('x'), scope: {} }
  const beforeSend = (/** @type {any} */ event) => event
  try {
    assert.ok(await waitsFor({}, false, error), 'the server is not known')
    assert.ok(!(await waitsFor({}, true, error)))
    assert.ok(await waitsFor({ beforeSend }, true, error))
    assert.ok(await waitsFor({}, true, { ...error, scope: { eventProcessors: [beforeSend] } }))
    assert.ok(await waitsFor({}, true, error, { ...error, panicLocation: 'src/main.rs:1:1' }))
    assert.ok(await waitsFor({}, true, { ...error, thrown: Object.assign(new Error(), { framesToPop: 1 }) }))
    assert.ok(
      !(await waitsFor({ beforeSend }, false, { ownEvent: {}, scope: {} })),
      'it has no stack of ours',
    )
  } finally {
    delete page.location
  }
})
