// @ts-check
// Batches that are written by hand, through the fault server to the real one: each envelope is stored once, however
// often it comes, and the account comes out even.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { eventually } from './eventually.mjs'
import { discrepancies } from './faults/account.mjs'
import { acknowledged, reader, refusedByFault, uncounted } from './faults/ledger.mjs'
import { startFaults } from './faults/server.mjs'
import { encodeBatch } from './faults/wire.mjs'
import { open } from './harness.mjs'

/** @type {import('./harness.mjs').World} */
let world
before(async () => {
  world = await open()
})
after(() => world?.close())

const newId = () => randomUUID().replaceAll('-', '')

/** @param {string} text @param {object} [batch] */
function failure(text, batch) {
  const id = newId()
  const payload = JSON.stringify({
    event_id: id,
    timestamp: Date.now() / 1000,
    platform: 'javascript',
    exception: { values: [{ type: 'Error', value: text }] },
  })
  const header = { type: 'event', length: Buffer.byteLength(payload), ...(batch && { batch }) }
  return { id, text: `{"event_id":"${id}"}\n${JSON.stringify(header)}\n${payload}\n` }
}

/** @param {string} reason @param {number} quantity */
const report = (reason, quantity) => ({
  id: newId(),
  text: `{}\n{"type":"client_report"}\n${JSON.stringify({
    timestamp: Date.now() / 1000,
    discarded_events: [{ reason, category: 'error', quantity }],
  })}\n`,
})

/**
 * A project, the fault server before it, and the account of what was thrown.
 * @param {import('node:test').TestContext} t
 * @param {string} project
 * @param {Record<string, number>} thrown
 * @param {import('./faults/rules.mjs').Rule[]} rules
 */
async function openProject(t, project, thrown, rules) {
  const { proxy } = world
  const { key, id } = await proxy.newProject(project)
  const faults = await startFaults({ upstream: proxy.url, rules })
  t.after(faults.close)
  const start = await uncounted(proxy)
  const read = reader(proxy, project)
  return {
    faults,
    post: (/** @type {Uint8Array | string} */ body) =>
      fetch(`${faults.url}/api/${id}/envelope/?sentry_key=${key}`, { method: 'POST', body }),
    async settle() {
      let found = ['nothing was asked']
      await eventually(
        async () => {
          const stored = await read.stored(acknowledged(faults.posts))
          const now = await uncounted(proxy)
          found = discrepancies({
            thrown: new Map(Object.entries(thrown)),
            stored,
            counted: await read.counted(),
            reported: now.reported - start.reported,
            refused: now.refused - start.refused + refusedByFault(faults.posts, stored),
            kept: [],
          })
          return found.length === 0
        },
        () => found.join('; '),
      )
    },
  }
}

test('a batch whose answer is lost is stored once, with what it counts', async (t) => {
  const thrown = { 'once is one': 1, 'many are one': 37, 'lost by the page': 4 }
  const { faults, post, settle } = await openProject(t, 'lost-answer', thrown, [
    { on: 'batch', times: 1, drop: 'after' },
  ])
  const body = encodeBatch(
    [
      failure('once is one', { breadcrumbs: [[0, 2]], stacks: [0] }),
      failure('many are one', { breadcrumbs: [[1, 2]], times_seen: 37 }),
      report('network_error', 4),
    ],
    {
      breadcrumbs: [{ message: 'one' }, { message: 'zwei é' }],
      stacks: ['Error: x\n    at f (https://a.test/a.js:1:2)'],
    },
  )
  await assert.rejects(post(body))
  const again = await post(gzipSync(body))
  assert.equal(again.status, 200)
  assert.match(again.headers.get('balefire-batch') ?? '', /^1$/)
  assert.deepEqual(await again.json(), { envelopes: [200, 200, 200] })
  await settle()
  assert.deepEqual(
    faults.posts.map(({ page, server }) => [page, server?.results]),
    [
      ['reset', [200, 200, 200]],
      [200, [200, 200, 200]],
    ],
  )
})

test('envelopes that were in two batches and alone are stored once', async (t) => {
  const thrown = { 'in all of them': 1, 'in the first': 1, 'in the second': 1 }
  const { post, settle } = await openProject(t, 'two-batches', thrown, [])
  const [both, first, second] = Object.keys(thrown).map((text) => failure(text))
  assert.ok(both && first && second)
  for (const body of [
    encodeBatch([both, first]),
    encodeBatch([second, both]),
    both.text,
    gzipSync(both.text),
  ]) {
    assert.equal((await post(body)).status, 200)
  }
  await settle()
})

test('a batch with a bad envelope costs its neighbours nothing', async (t) => {
  const { post, settle } = await openProject(t, 'bad-neighbour', { good: 1, 'good too': 1 }, [])
  const bad = { id: newId(), text: 'this is no envelope' }
  const response = await post(encodeBatch([failure('good'), bad, failure('good too')]))
  assert.deepEqual(await response.json(), { envelopes: [200, 400, 200] })
  await settle()
})

test('a batch that is cut off is refused whole, and so is one that lies about its lengths', async (t) => {
  const { post, settle } = await openProject(t, 'cut', {}, [])
  const body = encodeBatch([failure('cut off')])
  for (const bad of [
    body.slice(0, -20),
    body.replace('"length":', '"length":9'),
    gzipSync(body).subarray(0, 60),
  ]) {
    const { status } = await post(bad)
    assert.ok(status >= 400 && status < 500, `${status}`)
  }
  await settle()
})
