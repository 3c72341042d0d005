// @ts-check
// Counts are found whatever labels they have beside those that are asked for.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkOutcomes, outcomes } from './outcomes.mjs'

const proxy = /** @type {import('./proxy.mjs').Proxy} */ (
  /** @type {unknown} */ ({
    metrics: async () =>
      new Map([
        ['balefire_outcomes_total{outcome="accepted",reason="",category="event"}', 3],
        ['balefire_outcomes_total{outcome="filtered",reason="unsupported",category="attachment"}', 1],
        ['balefire_outcomes_total{category="transaction",outcome="filtered",reason="unsupported"}', 2],
        ['balefire_outcomes_total{outcome="filtered",reason="session"}', 4],
        ['balefire_queue{outcome="filtered"}', 100],
      ]),
  })
)

test('lines of the same labels are summed', async () => {
  assert.equal(await outcomes(proxy), 10)
  assert.equal(await outcomes(proxy, { outcome: 'filtered' }), 7)
  assert.equal(await outcomes(proxy, { outcome: 'filtered', reason: 'unsupported' }), 3)
  assert.equal(await outcomes(proxy, { category: 'transaction' }), 2)
  assert.equal(await outcomes(proxy, { outcome: 'invalid' }), 0)
})

test('what came without being expected is told of', async () => {
  await checkOutcomes(proxy, { accepted: 3, 'filtered: unsupported': 3, 'filtered: session': 4 })
  for (const expected of [{ accepted: 3, 'filtered: unsupported': 3 }, { accepted: 2 }]) {
    await assert.rejects(checkOutcomes(proxy, expected), assert.AssertionError)
  }
})
