// @ts-check
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ordered } from '../../js/on_demand/performance/vitals/ordered.js'

for (const [words, list, expected] of /** @type {const} */ ([
  ['nothing', '', ''],
  ['in order', 'a1 b2 c3', 'a1 b2 c3'],
  ['backwards', 'a3 b2 c1', 'c1 b2 a3'],
  ['equals stay in their order', 'a2 b1 c2 d1', 'b1 d1 a2 c2'],
])) {
  test(`ordered: ${words}`, () => {
    const items = list.split(' ').filter(Boolean)
    assert.equal(ordered(items, (item) => Number(item[1])).join(' '), expected)
    assert.equal(items.join(' '), list)
  })
}
