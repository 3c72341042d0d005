// @ts-check
// Counts are found whatever labels they have beside those that are asked for.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkOutcomes, outcomes } from './outcomes.mjs'

const proxy = /** @type {import('./proxy.mjs').Proxy} */ (
  /** @type {unknown} */ ({
    metrics: async () =>
      new Map([
        ['balefire_outcomes_total{outcome="accepted",reason="",category="error"}', 3],
        ['balefire_outcomes_total{outcome="filtered",reason="unsupported",category="attachment"}', 1],
        ['balefire_outcomes_total{category="transaction",outcome="filtered",reason="unsupported"}', 2],
        ['balefire_outcomes_total{outcome="filtered",reason="unsupported",category="session"}', 4],
        ['balefire_queue{outcome="filtered"}', 100],
      ]),
  })
)

test('lines of the same labels are summed', async () => {
  assert.equal(await outcomes(proxy), 10)
  assert.equal(await outcomes(proxy, { outcome: 'filtered' }), 7)
  assert.equal(await outcomes(proxy, { outcome: 'filtered', reason: 'unsupported', category: 'session' }), 4)
  assert.equal(await outcomes(proxy, { category: 'transaction' }), 2)
  assert.equal(await outcomes(proxy, { outcome: 'invalid' }), 0)
})

test('what came without being expected is told of', async () => {
  const events = { 'error accepted': 3 }
  const others = {
    'attachment filtered: unsupported': 1,
    'transaction filtered: unsupported': 2,
    'session filtered: unsupported': 4,
  }
  await checkOutcomes(proxy, { ...events, ...others })
  for (const expected of [
    events,
    { ...others, 'error accepted': 2 },
    { ...others, 'error filtered: duplicate': 3 },
  ]) {
    await assert.rejects(checkOutcomes(proxy, expected), assert.AssertionError)
  }
})
