// @ts-check
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pageSpans } from '../../js/crate/page_spans.js'

const TRACE = '0'.repeat(32)

/** A page's tracer, as far as the app's spans need it. */
const tracer = () => {
  let count = 0
  let isSuppressed = false
  const scope = { data: /** @type {Record<string, any>} */ ({ span: 'of the page' }) }
  /** @type {any[]} */
  const ended = []
  const balefire = {
    getCurrentScope: () => scope,
    spanToBaggageHeader: (/** @type {any} */ span) => `of ${span.id}`,
    suppressTracing(/** @type {() => any} */ act) {
      isSuppressed = true
      const span = act()
      isSuppressed = false
      return span
    },
    startInactiveSpan(/** @type {any} */ options) {
      const span = {
        ...options,
        id: `${++count}`.padStart(16, '0'),
        isSampled: !isSuppressed,
        spanContext: () => ({ traceId: TRACE, spanId: span.id, traceFlags: +span.isSampled }),
        setAttributes: (/** @type {object} */ attributes) => Object.assign(span, { attributes }),
        setStatus: (/** @type {object} */ status) => Object.assign(span, { status }),
        end: () => ended.push(span),
      }
      return span
    },
  }
  return { scope, ended, spans: pageSpans(balefire) }
}

/** @param {string | undefined} header */
const idOf = (header) => header?.split('-')[1] ?? ''

test('a span has a parent, attributes and a status', () => {
  const { spans, ended } = tracer()
  const root = idOf(spans.start('', '{"name":"save order","op":"ui.action"}'))
  const child = spans.start(root, '{"name":"POST /orders"}')
  assert.equal(child, `${TRACE}-${idOf(child)}-1`)
  assert.equal(spans.baggage(idOf(child)), `of ${idOf(child)}`)
  spans.end(idOf(child), '{"status":"not_found","attributes":{"articles":3}}')
  spans.end(root, '{"status":"ok","attributes":{}}')
  const [first, second] = ended
  assert.deepEqual(
    [first.name, first.parentSpan.id, first.status, first.attributes],
    ['POST /orders', root, { code: 2, message: 'not_found' }, { articles: 3 }],
  )
  assert.deepEqual([second.op, second.parentSpan, second.status.code], ['ui.action', undefined, 1])
  spans.release(root)
  spans.release(idOf(child))
})

test('a span that the app does not want, or whose parent is gone, is not sampled', () => {
  const { spans } = tracer()
  assert.match(spans.start('', '{"name":"a","isSampled":false}') ?? '', /-0$/)
  const root = idOf(spans.start('', '{"name":"b"}'))
  spans.release(root)
  assert.match(spans.start(root, '{"name":"c"}') ?? '', /-0$/)
})

test('the app holds 1,000 spans at most', () => {
  const { spans } = tracer()
  const flags = Array.from({ length: 1100 }, () => spans.start('', '{"name":"a"}') ?? '')
  const sampled = flags.filter((header) => header.endsWith('-1'))
  assert.ok(sampled.length <= 1000 && sampled.length > 900, String(sampled.length))
  for (const header of flags) spans.release(idOf(header))
  assert.match(spans.start('', '{"name":"b"}') ?? '', /-1$/)
})

test('spans are entered and left one within the other', () => {
  const { spans, scope } = tracer()
  const [outer, inner] = ['outer', 'inner'].map((name) => idOf(spans.start('', JSON.stringify({ name }))))
  spans.enter(outer ?? '')
  spans.enter(inner ?? '')
  assert.equal(scope.data.span.name, 'inner')
  spans.exit()
  assert.equal(scope.data.span.name, 'outer')
  spans.exit()
  assert.equal(scope.data.span, 'of the page')
  spans.exit()
  assert.equal(scope.data.span, 'of the page')
  for (let n = 0; n < 2500; n++) spans.enter(inner ?? '')
  spans.exitAll()
  assert.equal(scope.data.span, 'of the page')
})

test('a page without tracing says its trace, if it knows one', () => {
  assert.equal(pageSpans({}).start('', '{"name":"a"}'), undefined)
  assert.equal(pageSpans({ pageTrace: () => ({ trace_id: TRACE }) }).start('', '{"name":"a"}'), TRACE)
})
