// @ts-check
// What cannot be taken in is refused with a reason, counted, and hurts nobody.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { failure } from './envelope.mjs'
import { open } from './harness.mjs'

const MEBIBYTE = 1 << 20
const GOOD = failure('Good', 'input')
const UNKNOWN = '0123456789abcdef0123456789abcdef'

/** @typedef {Parameters<import('./proxy.mjs').Proxy['send']>[1]} Differ */
/** @type {{ name: string, body: BodyInit, differ?: Differ, statuses: number[], reason: string }[]} */
const CASES = [
  { name: 'no key', body: GOOD, differ: { key: '' }, statuses: [401, 403], reason: 'missing_key' },
  { name: 'unknown key', body: GOOD, differ: { key: UNKNOWN }, statuses: [401, 403], reason: 'unknown_key' },
  {
    name: 'unknown project',
    body: GOOD,
    differ: { project: '999999' },
    statuses: [400, 403, 404],
    reason: 'unknown_project',
  },
  { name: 'no JSON', body: 'this is no envelope', statuses: [400], reason: 'malformed' },
  { name: 'empty', body: '', statuses: [400], reason: 'malformed' },
  { name: 'cut short', body: GOOD.slice(0, -40), statuses: [400], reason: 'malformed' },
  { name: 'too large as sent', body: new Uint8Array(2 * MEBIBYTE + 1), statuses: [413], reason: 'too_large' },
  {
    name: 'too large when unpacked',
    body: gzipSync(new Uint8Array(64 * MEBIBYTE)),
    differ: { headers: { 'Content-Encoding': 'gzip' } },
    statuses: [413],
    reason: 'too_large',
  },
  {
    name: 'not of its encoding',
    body: GOOD,
    differ: { headers: { 'Content-Encoding': 'gzip' } },
    statuses: [400],
    reason: 'bad_encoding',
  },
  {
    name: 'unknown encoding',
    body: GOOD,
    differ: { headers: { 'Content-Encoding': 'rot13' } },
    statuses: [400, 415],
    reason: 'bad_encoding',
  },
]

describe('bad input', () => {
  /** @type {import('./harness.mjs').World} */
  let world
  before(async () => {
    world = await open()
  })
  after(() => world?.close())

  /** How many were refused for a reason so far. */
  async function refused(/** @type {string} */ reason) {
    const metrics = await world.proxy.metrics()
    const lines = [...metrics].filter(([name]) => name.includes(`reason="${reason}"`))
    return lines.reduce((sum, [, count]) => sum + count, 0)
  }

  for (const { name, body, differ, statuses, reason } of CASES) {
    test(name, async () => {
      const before = await refused(reason)
      const response = await world.proxy.send(body, differ)
      assert.ok(statuses.includes(response.status), `status ${response.status}`)
      const answer = await response.json()
      assert.equal(typeof answer.detail, 'string')
      assert.ok(answer.detail.length > 0)
      assert.equal(await refused(reason), before + 1, `counted as ${reason}`)
    })
  }

  test('noise', async () => {
    const random = generator(20_261_123)
    for (let round = 0; round < 200; round += 1) {
      const bytes = Uint8Array.from({ length: random(2000) }, () => random(256))
      // Every other body begins like an envelope, to get further in.
      const body = round % 2 ? bytes : Buffer.concat([Buffer.from(GOOD.slice(0, random(GOOD.length))), bytes])
      const encoding = ['', 'gzip', 'deflate', 'br', 'zstd'][random(5)]
      const response = await world.proxy.send(body, {
        headers: encoding ? { 'Content-Encoding': encoding } : {},
      })
      assert.ok(
        response.status === 200 || (response.status >= 400 && response.status < 500),
        `status ${response.status}`,
      )
      await response.arrayBuffer()
    }
    assert.equal((await fetch(`${world.proxy.url}/healthz`)).status, 200)
    assert.equal((await world.proxy.send(GOOD)).status, 200)
    await world.proxy.waitForIssue('Good: input')
    assert.ok(world.proxy.isRunning())
    assert.deepEqual(
      world.proxy.log.filter((line) => /panicked/.test(line)),
      [],
    )
  })
})

/** Numbers that look random and are the same each time (a linear congruential generator, as in Numerical Recipes). */
function generator(/** @type {number} */ seed) {
  let state = seed >>> 0
  return (/** @type {number} */ below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}
