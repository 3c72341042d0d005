// @ts-check
// What became of items, as /metrics counts it.
import assert from 'node:assert/strict'
import { eventually } from './eventually.mjs'

/** @typedef {import('./proxy.mjs').Proxy} Proxy */

/**
 * How many items have these labels, whatever others they have.
 * @param {Proxy} proxy
 * @param {{ outcome?: string, reason?: string, category?: string }} [wanted] all, if nothing is
 */
export async function outcomes(proxy, wanted = {}) {
  const counts = [...(await proxy.metrics())].filter(([name]) => name.startsWith('balefire_outcomes_total{'))
  const matching = counts.filter(([name]) => {
    const labels = new Map([...name.matchAll(/(\w+)="([^"]*)"/g)].map(([, label, value]) => [label, value]))
    return Object.entries(wanted).every(([label, value]) => labels.get(label) === value)
  })
  return matching.reduce((sum, [, count]) => sum + count, 0)
}

/**
 * Waits until as many items are counted, and holds that each became what it should: nothing else came, and no
 * request was refused.
 * @param {Proxy} proxy
 * @param {Record<string, number>} expected by `category outcome`, or by `category outcome: reason`
 */
export async function checkOutcomes(proxy, expected) {
  const total = Object.values(expected).reduce((sum, count) => sum + count, 0)
  const said = async () => `${total} items; there are: ${JSON.stringify([...(await proxy.metrics())])}`
  await eventually(async () => (await outcomes(proxy)) >= total, said)
  for (const [fate, count] of Object.entries(expected)) {
    const [what = '', reason = ''] = fate.split(': ')
    const [category = '', outcome = ''] = what.split(' ')
    assert.equal(await outcomes(proxy, { category, outcome, reason }), count, `${fate}, of ${await said()}`)
  }
  assert.equal(await outcomes(proxy), total, await said())
}
