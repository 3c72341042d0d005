// @ts-check
// The modules of workers that die without a recorder are read once.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readWorkerModule } from '../../js/report/worker_modules.js'

const FILE = 'https://a.test/worker_bg.wasm'

/** What is fetched and added for these captures. @param {any[]} jobs */
const readFor = (jobs) => {
  /** @type {any[]} */
  const read = []
  const fetch = /** @type {any} */ (
    (/** @type {string} */ file, /** @type {any} */ { cache }) => [file, cache]
  )
  /** @type {any} */
  const wasm = { addModule: (/** @type {any} */ it) => read.push(it) }
  for (const job of jobs) readWorkerModule(fetch, wasm, job)
  readWorkerModule(fetch, undefined, jobs[0])
  return read
}

test('the module of a worker that has died is read once', () => {
  const death = { exceptions: [{ value: 'RuntimeError: unreachable' }], codeLocation: [FILE, 1, 61] }
  assert.deepEqual(readFor([death, death]), [[FILE, 'force-cache']])
})

test('nothing is read for other captures', () => {
  const exceptions = [{ value: 'x' }]
  for (const job of [
    { codeLocation: [FILE, 1, 61], thrown: new Error('of the page') },
    { exceptions, codeLocation: ['https://a.test/worker.js', 1, 61] },
    { exceptions, codeLocation: ['wasm://wasm/calc.wasm-ae4a2986', 1, 61] },
    { exceptions },
    {},
  ])
    assert.deepEqual(readFor([job]), [])
})
