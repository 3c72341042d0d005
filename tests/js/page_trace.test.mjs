// @ts-check
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pageTrace, sampleRandOf } from '../../js/report/page_trace.js'

test('the trace of a page view stays the same', () => {
  const { trace_id, span_id } = pageTrace()
  assert.match(`${trace_id}-${span_id}`, /^[0-9a-f]{32}-[0-9a-f]{16}$/)
  assert.deepEqual({ ...pageTrace() }, { trace_id, span_id })
})

test('the id of a trace is its random number', () => {
  // The same table holds rust/src/trace/sampling.rs.
  for (const [id, rand] of [
    ['00000fff', '0.000000'],
    ['00001', '0.000001'],
    ['12345678', '0.071111'],
    ['33333333', '0.200000'],
    ['80001', '0.500001'],
    ['ffffffff', '0.999999'],
  ])
    assert.equal(sampleRandOf(/** @type {string} */ (id)), rand, id)
})
