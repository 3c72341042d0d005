// @ts-check
// What could not be sent: stored, sent later, by this page or the next one, and never twice.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, beforeEach, test } from 'node:test'
import { randomId } from '../../js/builtins/random_id.js'
import { QUEUE_OVERFLOW, SEND_ERROR } from '../../js/core/discard_reasons.js'
import { keep, keepLosses, keptKey } from '../../js/last_resort/kept_for_next_page.js'
import * as ofStage1 from '../../js/recorder/losses.js'
import { MAX_AGE } from '../../js/send/kept.js'
import { post } from '../../js/send/transport.js'
import { readBatch, started } from './fake_server.mjs'
import { fakeStorage, usePage } from './fake_storage.mjs'

const DOWN = { status: 0 }
/** The page is gone before the answer. @type {Promise<any>} */
const NEVER = new Promise(() => {})

/** Each test has a DSN of its own: pages of the one before may still try again. */
let projects = 0
let OFFLINE = { isOffline: true, dsn: '' }
let KEY = ''
beforeEach(() => {
  OFFLINE = { isOffline: true, dsn: `https://k@a.test/${++projects}` }
  KEY = keptKey(OFFLINE.dsn)
})

/** Waits until something is so. @param {() => unknown} is */
const until = async (is) => {
  for (const end = Date.now() + 30_000; Date.now() < end; ) {
    if (is()) return
    await new Promise((done) => setTimeout(done, 1))
  }
  assert.fail('it never came')
}

/** The messages of the events in plain envelopes. @param {any[]} texts */
const messages = (texts) =>
  texts.flatMap((text) => [...text.matchAll(/"message":"(\w+)"/g)].map(([, message]) => message))

/** Pages that try again for ever would never let this process end. */
let isOver = false
after(() => {
  isOver = true
})

/** A text that gzip cannot make small. @param {number} length */
const random = (length) => randomBytes(length / 2).toString('hex')

/** A page whose requests fail. @param {string[]} captured @param {object} [item] */
const failingPage = async (captured, item) => {
  const page = await started(() => (isOver ? {} : DOWN), OFFLINE)
  // So that one request fails with all of them.
  page.queue.noteBatching(true)
  for (const message of captured) page.capture(message, item)
  assert.equal(await page.queue.flush(() => {}), false)
  return page
}

test('a page in order opens no database and leaves nothing', async () => {
  const storage = fakeStorage()
  usePage(storage)
  const { queue, capture } = await started(() => ({}), OFFLINE)
  capture('a')
  assert.ok(await queue.flush(() => {}))
  assert.deepEqual([storage.openings(), storage.members.size], [0, 0])
})

test('what failed is stored complete, and the next page sends it once', async () => {
  const storage = fakeStorage()
  usePage(storage)
  await failingPage(['a'], {
    eventId: 'ab'.repeat(16),
    breadcrumbs: ['{"b":1}'],
    trace: { trace_id: 't' },
    extra: new Uint8Array([1, 2]),
  })
  await until(() => storage.stored().length === 1)
  assert.ok(storage.members.has(KEY), 'so that the next page knows')
  const [{ text, ...stored }] = storage.stored()
  assert.ok(Date.now() - stored.at < 60_000)
  assert.deepEqual(
    [stored.id, stored.type, stored.times, stored.extra],
    ['ab'.repeat(16), 'event', 1, new Uint8Array([1, 2])],
  )
  assert.deepEqual(text.split('\n'), [
    `{"event_id":"${'ab'.repeat(16)}","trace":{"public_key":"k","trace_id":"t"}}`,
    '{"type":"event"}',
    '{"breadcrumbs":[{"b":1}],"message":"a"}',
    '',
  ])

  const next = await started(() => ({}), OFFLINE)
  await until(() => next.posted.length)
  const [header = '', ...rest] = next.sent()[0].split('\n')
  const { sent_at, ...others } = JSON.parse(header)
  assert.ok(Date.now() - Date.parse(sent_at) < 60_000)
  assert.deepEqual(others, { event_id: 'ab'.repeat(16), trace: { public_key: 'k', trace_id: 't' } })
  assert.equal(rest.join('\n'), '{"type":"event"}\n{"breadcrumbs":[{"b":1}],"message":"a"}\n\x01\x02')
  await until(() => storage.members.size === 0)
  assert.deepEqual(storage.stored(), [])
})

test('several tabs send what is stored once', async () => {
  for (const hasLocks of [true, false]) {
    const storage = fakeStorage()
    usePage(storage, { hasLocks })
    const captured = Array.from({ length: 30 }, (_, at) => `m${at}`)
    await failingPage(captured)
    await until(() => storage.stored().length === 30)
    const tabs = await Promise.all([1, 2, 3].map(() => started(() => ({}), OFFLINE)))
    await until(() => storage.members.size === 0)
    const sent = tabs.flatMap((tab) => messages(tab.sent()))
    assert.deepEqual(sent.sort(), captured.sort(), `locks: ${hasLocks}`)
  }
})

test('what fails again stays', async () => {
  for (const hasLocks of [true, false]) {
    const storage = fakeStorage()
    usePage(storage, { hasLocks })
    await failingPage(['a'])
    await until(() => storage.stored().length === 1)
    const [{ at, id }] = storage.stored()
    const next = await started(() => (isOver ? {} : DOWN), OFFLINE)
    await until(() => next.posted.length && storage.stored().length === 1)
    assert.deepEqual([storage.stored()[0].at, storage.stored()[0].id], [at, id], `locks: ${hasLocks}`)
    assert.ok(storage.members.has(KEY))
  }
})

test('what is too old or unreadable is deleted; the old is counted', async () => {
  const storage = fakeStorage()
  usePage(storage)
  await failingPage(['old'])
  await until(() => storage.stored().length === 1)
  storage.stored()[0].at -= MAX_AGE
  const { queue, sent, capture } = await started(() => ({}), OFFLINE)
  await until(() => storage.members.size === 0)
  capture('new')
  await queue.flush(() => {})
  const [envelope = ''] = sent()
  assert.deepEqual(messages([envelope]), ['new'])
  assert.match(envelope, /"reason":"queue_overflow","category":"error","quantity":1/)
})

test('where the database is refused, silent or full, the queue goes on without it', async () => {
  for (const trouble of [{ isRefused: true }, { isSilent: true }, { isFull: true }]) {
    const storage = fakeStorage(trouble)
    usePage(storage)
    const { queue } = await failingPage(['a'])
    assert.deepEqual(storage.stored(), [])
    // The server is failing, so a page that is left does not try it again.
    queue.drain(true)
    assert.match(storage.members.get(KEY) ?? '', /message/, JSON.stringify(trouble))
  }
})

test('without localStorage nothing is stored, as no page would know of it', async () => {
  const storage = fakeStorage()
  usePage(storage)
  Object.defineProperty(globalThis, 'localStorage', {
    configurable: true,
    get() {
      throw new Error('SecurityError')
    },
  })
  const { queue, posted } = await failingPage(['a'])
  assert.equal(storage.openings(), 0)
  queue.drain(true)
  assert.equal(posted.length, 2, 'a page that is left tries what it can')
})

test('the option offline: false stores nothing and counts what failed', async () => {
  const storage = fakeStorage()
  usePage(storage)
  // The report at the end of the first flush arrives.
  const replies = [DOWN, {}, { status: 500 }]
  const { queue, sent, capture } = await started(() => replies.shift() ?? {})
  capture('a')
  await queue.flush(() => {})
  capture('b')
  await queue.flush(() => {})
  capture('c')
  assert.ok(await queue.flush(() => {}))
  assert.deepEqual([storage.openings(), storage.members.size], [0, 0])
  const losses = sent().flatMap((text) => [
    ...text.matchAll(/"reason":"(\w+)","category":"error","quantity":1/g),
  ])
  assert.deepEqual(
    losses.map(([, reason]) => reason),
    ['network_error', 'send_error'],
  )
})

test('what does not fit when the page is left waits in localStorage for the next page', async () => {
  const storage = fakeStorage()
  usePage(storage)
  const { queue, capture, posted, sent } = await started(() => NEVER, OFFLINE)
  capture('small')
  capture('large', { payload: JSON.stringify({ message: 'large', text: 'x'.repeat(70_000) }) })
  const before = storage.openings()
  queue.drain(true)
  assert.equal(storage.openings(), before, 'there is no time for a database')
  assert.deepEqual(messages(sent()), ['small'])
  assert.ok(posted[0]?.isLeaving)
  const [[at, text]] = JSON.parse(storage.members.get(KEY) ?? '')
  assert.ok(Date.now() - at < 60_000 && text.includes('"message":"large"'))
  // The page that was left may live on, and is a tab like any other.
  const next = await started(() => ({}), OFFLINE)
  await until(() => posted.length + next.posted.length > 1 && storage.members.size === 0)
  assert.deepEqual(messages([...sent(), ...next.sent()]), ['small', 'large'])
})

/** A page whose batch is on its way, too large to outlive it. @param {(body: any) => any} reply */
const sendingPage = async (reply) => {
  const page = await started(reply, OFFLINE)
  page.queue.noteBatching(true)
  const text = (/** @type {string} */ message) => JSON.stringify({ message, text: random(40_000) })
  for (const message of ['a', 'b', 'c'])
    page.capture(message, { payload: text(message), eventId: randomId() })
  page.queue.enqueue({ type: 'session', payload: '{"sid":"s"}' }, false)
  page.queue.drain(false)
  await until(() => page.posted.length)
  return page
}

test('what is on its way when the page is left is kept too, with its ids, until the answer comes', async () => {
  const storage = fakeStorage()
  usePage(storage)
  /** @type {(answer: object) => void} */
  let answer = () => {}
  const { queue } = await sendingPage(() => new Promise((done) => (answer = done)))
  assert.equal(storage.members.size, 0)
  queue.drain(true)
  const kept = JSON.parse(storage.members.get(KEY) ?? '')
  assert.deepEqual(messages(kept.map((/** @type {any[]} */ [, text]) => text)), ['a', 'b', 'c'])
  const session = kept[3]
  assert.match(session[1], /"sid":"s"/)
  assert.match(session[2], /^[0-9a-f]{32}$/, 'the id of its envelope')
  queue.drain(true)
  assert.equal(JSON.parse(storage.members.get(KEY) ?? '').length, 4, 'once')
  answer({ isBatching: true })
  await until(() => storage.members.size === 0)
})

test('what an offline page has on its way, or would send, when it is left is kept', async () => {
  const storage = fakeStorage()
  usePage(storage, { onLine: false })
  const { queue, capture, posted } = await started(() => NEVER, OFFLINE)
  capture('before')
  queue.drain(false)
  await until(() => posted.length)
  capture('after')
  queue.drain(true)
  assert.equal(posted.length, 1)
  const kept = JSON.parse(storage.members.get(KEY) ?? '')
  assert.deepEqual(messages(kept.map((/** @type {any[]} */ [, text]) => text)).sort(), ['after', 'before'])
})

test('what is kept stays until the next page has sent it', async () => {
  const storage = fakeStorage()
  usePage(storage)
  const left = await sendingPage(() => NEVER)
  left.queue.drain(true)
  const kept = storage.members.get(KEY)
  const second = await started(() => NEVER, OFFLINE)
  second.queue.noteBatching(true)
  await until(() => second.posted.length)
  second.queue.drain(true)
  assert.equal(storage.members.get(KEY), kept)
})

test('what does not fit into keepalive while a batch is compressed is kept, and nothing is in two places', async () => {
  const storage = fakeStorage()
  usePage(storage)
  /** @type {{ body: any, keepalive: boolean }[]} */
  const fetched = []
  /** @type {(() => void)[]} */
  const answers = []
  let isAnswering = false
  const fetch = /** @type {any} */ (
    (/** @type {string} */ _, /** @type {any} */ request) => {
      fetched.push(request)
      return new Promise((done) => {
        const answer = () => done(new Response('{}'))
        if (isAnswering) answer()
        else answers.push(answer)
      })
    }
  )
  const { queue, capture } = await started(() => ({}), {
    ...OFFLINE,
    post: (body, isLeaving) => post(fetch, '/', body, isLeaving),
  })
  queue.noteBatching(true)
  for (let n = 0; n < 50; n++)
    capture(`m${n}`, {
      payload: JSON.stringify({ message: `m${n}`, text: random(4_000) }),
      eventId: randomId(),
    })
  await new Promise((done) => setTimeout(done))
  assert.equal(fetched.length, 0, 'it is being compressed')
  queue.drain(true)
  const kept = JSON.parse(storage.members.get(KEY) ?? '').map((/** @type {any[]} */ [, text]) => text)
  await new Promise((done) => setTimeout(done, 50))
  assert.ok(fetched.every(({ body, keepalive }) => keepalive && body.length <= 60_000))
  const sent = fetched.flatMap(({ body }) =>
    readBatch(body).envelopes.map((/** @type {any} */ { item }) => item.message),
  )
  assert.ok(sent.length > 10 && kept.length > 30)
  const all = Array.from({ length: 50 }, (_, n) => `m${n}`)
  assert.deepEqual([...sent, ...messages(kept)].sort(), all.sort())
  isAnswering = true
  for (const answer of answers) answer()
  await until(() => storage.members.size === 0)
})

test('envelopes of the last resort are bounded, and sent by the next page', async () => {
  const storage = fakeStorage()
  usePage(storage)
  const envelope = (/** @type {number} */ at) =>
    `{"event_id":"${at}"}\n{"type":"event"}\n{"message":"m${at}"}\n`
  const kept = Array.from({ length: 210 }, (_, at) => keep(KEY, [[envelope(at), 'event']]))
  assert.equal(kept.filter((losses) => losses && !losses[0]).length, 200)
  assert.deepEqual(kept.at(-1), [[1, 'event', QUEUE_OVERFLOW]])
  assert.deepEqual(keep(KEY, [['x'.repeat(1_000_000), 'event', 3]]), [[3, 'event', QUEUE_OVERFLOW]])
  storage.members.set(
    KEY,
    JSON.stringify([[0, envelope(999)], ...JSON.parse(storage.members.get(KEY) ?? '')]),
  )
  const { sent } = await started(() => ({}), OFFLINE)
  await until(() => storage.members.size === 0)
  assert.equal(messages(sent()).length, 200)
  assert.ok(!messages(sent()).includes('m999'), 'that one was too old')
  for (const odd of [
    '',
    '{}',
    'null',
    '[[1]]',
    '[1]',
    '[null]',
    '[[9e15,"x"]]',
    '[[{},{},{}]]',
    '[[-1e99,"event","x"]]',
  ]) {
    storage.members.set(KEY, odd)
    await started(() => ({}), OFFLINE)
    await until(() => storage.members.size === 0)
  }
})

test('losses of one page are told by the next one, with those of what is too old', async () => {
  const storage = fakeStorage()
  usePage(storage)
  assert.deepEqual(keep(KEY, [['{}\n{"type":"event","times_seen":3}\n{}\n', 'event', 3]]), [])
  storage.members.set(KEY, (storage.members.get(KEY) ?? '').replace(/\d+/, '1'))
  for (const times of [2, 5]) assert.equal(keepLosses(KEY, [[times, 'event', SEND_ERROR]]), true)
  assert.equal(keepLosses(KEY, [[1, 'session', QUEUE_OVERFLOW]]), true)
  assert.equal(JSON.parse(storage.members.get(KEY) ?? '').length, 3, 'one of each type and reason')
  assert.deepEqual([ofStage1.QUEUE_OVERFLOW, ofStage1.SEND_ERROR], [QUEUE_OVERFLOW, SEND_ERROR])
  const { queue, sent } = await started(() => ({}), OFFLINE)
  await until(() => storage.members.size === 0)
  await queue.flush(() => {})
  const [, payload] = /"client_report"}\n(.*)\n/.exec(sent().join('')) ?? []
  const told = JSON.parse(payload ?? '').discarded_events.map(Object.values)
  assert.deepEqual(told.sort(), [
    ['queue_overflow', 'error', 3],
    ['queue_overflow', 'session', 1],
    ['send_error', 'error', 7],
  ])
})

test('a page that is left keeps the number of what has no room', async () => {
  const storage = fakeStorage()
  usePage(storage)
  for (let n = 0; n < 200; n++) keep(KEY, [[`{"event_id":"${n}"}\n{"type":"event"}\n{}\n`, 'event']])
  const kept = storage.members.get(KEY)
  const { queue, capture } = await started(() => (isOver ? {} : DOWN), OFFLINE)
  storage.members.set(KEY, kept ?? '')
  capture('a')
  queue.drain(true)
  await until(() => storage.members.get(KEY)?.includes('[1,"event",3]'))
})
