// @ts-check
// The static lifecycle: segments as transactions.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startInactiveSpan, startSpan } from '../../js/tracing/spans.js'
import { ended, open, report, sent, spans, stop } from './performance_page.mjs'

test('with the static lifecycle a segment is a transaction with its vitals, and INP a container', async () => {
  const { load, startStage } = open({}, { traceLifecycle: 'static' })
  startStage()
  startSpan({ name: 'a child' }, () => {})
  report({ name: 'lcp', value: 99, startTime: 0, attribution: {} })
  report({ name: 'inp', value: 48, startTime: 0, attribution: { eventType: 'click' } })
  await ended(load)
  stop()
  const transactions = sent
    .filter(({ type }) => type === 'transaction')
    .map(({ payload }) => JSON.parse(payload))
  assert.equal(transactions.length, 1)
  assert.deepEqual(transactions[0].measurements.lcp, { value: 99, unit: 'millisecond' })
  assert.deepEqual(
    transactions[0].spans.map((/** @type {any} */ { description }) => description),
    ['a child'],
  )
  assert.deepEqual(
    spans().map(({ name }) => name),
    ['Click'],
  )
})

test('a span that is open when its transaction ends is cancelled with it, one that began before the stage too', async () => {
  const { load, startStage } = open({ childSpanTimeout: 60 }, { traceLifecycle: 'static' })
  startInactiveSpan({ name: 'early' })
  startStage()
  startInactiveSpan({ name: 'open' })
  startSpan({ name: 'a child' }, () => {})
  await ended(load)
  stop()
  const [transaction] = sent
    .filter(({ type }) => type === 'transaction')
    .map(({ payload }) => JSON.parse(payload))
  const found = Object.fromEntries(
    transaction.spans.map((/** @type {any} */ { description, status }) => [description, status]),
  )
  assert.equal(found['a child'], 'ok')
  assert.equal(found.early, 'cancelled')
  assert.equal(transaction.contexts.trace.data['sentry.idle_span_finish_reason'], 'heartbeatFailed')
})
