// @ts-check
// The queue with its policy: what is sent, when, and what becomes of it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { started } from './fake_server.mjs'

const ID = 'ab'.repeat(16)
const ANNOUNCED = { isBatching: true }

test('to any other server an event is an envelope of its own, complete, and sessions go together', async () => {
  const { queue, sent } = await started(() => ({}))
  queue.enqueue(
    {
      type: 'event',
      payload: '{"a":1}',
      eventId: ID,
      members: '{"release":"web@1"}',
      breadcrumbs: ['{"b":1}', '{"b":2}'],
      stacks: ['Error at x', undefined],
      trace: { trace_id: 't', sample_rand: '0.500000' },
    },
    false,
  )
  queue.enqueue({ type: 'session', payload: '{"s":1}' }, false)
  queue.enqueue({ type: 'session', payload: '{"s":2}' }, false)
  assert.ok(await queue.flush(() => {}))
  const [event = '', sessions = '', ...others] = sent().map((text) => text.split('\n'))
  assert.equal(others.length, 0)
  const { sent_at, ...header } = JSON.parse(event[0])
  assert.ok(Date.now() - Date.parse(sent_at) < 60_000)
  assert.deepEqual(header, {
    event_id: ID,
    trace: { public_key: 'k', trace_id: 't', sample_rand: '0.500000' },
  })
  assert.deepEqual(event.slice(1), [
    '{"type":"event"}',
    '{"breadcrumbs":[{"b":1},{"b":2}],"raw_stacks":["Error at x",null],"release":"web@1","a":1}',
    '',
  ])
  assert.deepEqual(sessions.slice(1), ['{"type":"session"}', '{"s":1}', '{"type":"session"}', '{"s":2}', ''])
})

test('a server that announces it gets batches, with members, each breadcrumb and stack once', async () => {
  const { queue, sent, capture } = await started(() => ANNOUNCED)
  capture('first')
  await queue.flush(() => {})
  assert.ok(queue.isBatching())
  const crumbs = ['ä', '😀', 'c', 'd'].map((message) => JSON.stringify({ message }))
  const event = (/** @type {number[]} */ ...at) => ({
    breadcrumbs: at.map((place) => crumbs[place] ?? ''),
    members: '{"release":"web@1"}',
  })
  capture('second', { ...event(0, 1, 2), stacks: ['at ü', undefined], eventId: ID })
  capture('third', { ...event(1, 2, 3), stacks: ['at ü', 'at y'], trace: { trace_id: 't' } })
  capture('fourth', { ...event(3, 0, 1) })
  queue.enqueue({ type: 'session', payload: '{"sid":"s"}' }, false)
  for (let at = 0; at < 36; at++) assert.equal(capture('third'), false)
  assert.ok(await queue.flush(() => {}))
  const { header, shared, crumbs: table, texts, envelopes } = sent()[1]
  assert.deepEqual(Object.keys(header), ['batch', 'sent_at'])
  assert.deepEqual([table.length, texts], [4, ['at ü', 'at y']])
  assert.deepEqual(shared, [{ release: 'web@1' }, { trace: { public_key: 'k', trace_id: 't' } }])
  assert.deepEqual(
    envelopes.map((/** @type {any} */ { item }) => item.release),
    ['web@1', 'web@1', 'web@1', undefined],
  )
  const messages = (/** @type {any} */ { item }) =>
    item.breadcrumbs?.map((/** @type {any} */ { message }) => message)
  assert.deepEqual(envelopes.map(messages), [['ä', '😀', 'c'], ['😀', 'c', 'd'], ['d', 'ä', '😀'], undefined])
  assert.deepEqual(
    envelopes.map((/** @type {any} */ { item }) => [item.raw_stacks, item.times_seen]),
    [
      [['at ü', null], undefined],
      [['at ü', 'at y'], 37],
      [undefined, undefined],
      [undefined, undefined],
    ],
  )
  assert.deepEqual(
    envelopes.map((/** @type {any} */ { header }) => header),
    [{}, { trace: { public_key: 'k', trace_id: 't' } }, {}, {}],
    'the id of an event is that of its envelope',
  )
  assert.equal(envelopes[0].id, ID)
  assert.ok(envelopes.every((/** @type {any} */ { id }) => /^[0-9a-f]{32}$/.test(id)))
})

test('to a server that answers without an announcement, repeats are losses', async () => {
  const { queue, sent, capture } = await started(() => ({}))
  capture('first', { times: 5 })
  assert.equal(capture('first'), false, 'it may take counts')
  await queue.flush(() => {})
  const [, header, payload] = sent()[0].split('\n')
  assert.deepEqual(JSON.parse(header), { type: 'event', times_seen: 6 })
  assert.deepEqual(JSON.parse(payload), { message: 'first' })
  const [, , report] = sent()[1].split('\n')
  assert.deepEqual(JSON.parse(report).discarded_events, [
    { reason: 'event_processor', category: 'error', quantity: 5 },
  ])
  assert.ok(capture('second'))
  assert.ok(!capture('second'))
})

test('a server that announces batches with its first answer has taken the count', async () => {
  const { queue, sent, capture } = await started(() => ANNOUNCED)
  capture('first', { times: 5 })
  assert.ok(await queue.flush(() => {}))
  assert.equal(JSON.parse(sent()[0].split('\n')[1]).times_seen, 5)
  assert.equal(sent().length, 1, 'nothing is lost')
})

test('a server that refuses a batch gets the same events as plain envelopes, and no batch any more', async () => {
  const { queue, sent, capture } = await started((_, at) => (at === 1 ? { status: 400 } : ANNOUNCED))
  queue.noteBatching(true)
  capture('first')
  await queue.flush(() => {})
  assert.equal(sent()[0].envelopes.length, 1)
  capture('second', { stacks: ['at x'] })
  capture('third')
  assert.ok(await queue.flush(() => {}))
  assert.equal(sent()[1].envelopes.length, 2)
  assert.ok(!queue.isBatching())
  capture('fourth')
  assert.ok(await queue.flush(() => {}))
  assert.deepEqual(
    sent()
      .slice(2)
      .map((text) => text.split('\n')[2]),
    ['{"raw_stacks":["at x"],"message":"second"}', '{"message":"third"}', '{"message":"fourth"}'],
  )
})

test('an answer without the announcement ends batches', async () => {
  const { queue, capture } = await started((_, at) => (at ? {} : ANNOUNCED))
  for (const expected of [true, false]) {
    capture(`${expected}`)
    await queue.flush(() => {})
    assert.equal(queue.isBatching(), expected)
  }
})

test('a batch that is too large is divided, and keeps the ids of its envelopes', async () => {
  const { queue, sent, capture } = await started((_, at) => (at ? ANNOUNCED : { ...ANNOUNCED, status: 413 }))
  queue.noteBatching(true)
  for (const message of ['a', 'b', 'c']) capture(message)
  assert.ok(await queue.flush(() => {}))
  const all = sent().map(({ envelopes }) =>
    envelopes.map((/** @type {any} */ { item, id }) => [item.message, id]),
  )
  assert.deepEqual(
    all.map((envelopes) => envelopes.map(([message]) => message)),
    [['a', 'b', 'c'], ['a', 'b'], ['c']],
  )
  assert.deepEqual(
    all[0].map(([, id]) => id),
    all.slice(1).flatMap((envelopes) => envelopes.map(([, id]) => id)),
  )
})

test('of a batch, what the server could not store is tried again', async () => {
  const text = JSON.stringify({ envelopes: [200, 503, 400, 429] })
  const { queue, sent, capture } = await started((_, at) => ({ ...ANNOUNCED, text: at ? '' : text }), {
    isOffline: true,
  })
  queue.noteBatching(true)
  for (const message of ['a', 'b', 'c', 'd']) capture(message)
  assert.equal(await queue.flush(() => {}), false)
  assert.equal(sent().length, 1, 'after a pause')
  queue.drain(true)
  const messages = sent()[1].envelopes.map((/** @type {any} */ { item }) => item.message)
  assert.deepEqual(messages, ['b'])
})

test('a container says how many it holds in its own header, alone or in a batch', async () => {
  const container = { item_count: 3, content_type: 'application/vnd.sentry.items.span.v2+json' }
  const span = {
    type: 'span',
    payload: '{"version":2,"items":[1,2,3]}',
    times: 3,
    trace: { trace_id: 't' },
    header: { sdk: { name: 'balefire.javascript' } },
    container,
  }
  const { queue, posted, sent } = await started(() => ANNOUNCED)
  queue.enqueue(span, false)
  queue.enqueue(span, false)
  await queue.flush(() => {})
  const [first = '', header = '', payload] = sent()[0].split('\n')
  const { sent_at: _, ...envelope } = JSON.parse(first)
  assert.deepEqual(envelope, {
    trace: { public_key: 'k', trace_id: 't' },
    sdk: { name: 'balefire.javascript' },
  })
  assert.deepEqual(JSON.parse(header), { type: 'span', ...container })
  assert.equal(payload, span.payload)
  queue.enqueue(span, false)
  await queue.flush(() => {})
  const text = new TextDecoder().decode(posted.at(-1)?.body)
  assert.match(text, /\{"type":"span","item_count":3,"content_type":"[^"]+"\}\n\{"version":2/)
  assert.doesNotMatch(text, /times_seen/)
})

test('a body that is too long to outlive the page goes as a text, which the browser encodes faster', async () => {
  const { queue, posted } = await started(() => ({}))
  /** @param {string} letters */
  const bodyOf = async (letters) => {
    queue.enqueue({ type: 'span', payload: `{"a":"${letters}"}` }, false)
    await queue.flush(() => {})
    return posted.at(-1)?.body
  }
  const short = await bodyOf('ä')
  assert.ok(short instanceof Uint8Array)
  assert.equal(new TextDecoder().decode(short).split('\n')[2], '{"a":"ä"}')
  const long = await bodyOf('ä'.repeat(60_000))
  assert.equal(typeof long, 'string')
  assert.equal(`${long}`.split('\n')[2], `{"a":"${'ä'.repeat(60_000)}"}`)
})
