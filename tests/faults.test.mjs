// @ts-check
// The tools of tests/e2e/faults/: bodies taken apart, rules, the account, and the server between page and server.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { discrepancies } from './e2e/faults/account.mjs'
import { acknowledged, keptEvents, losses, refusedByFault } from './e2e/faults/ledger.mjs'
import { ruleBook } from './e2e/faults/rules.mjs'
import { startFaults } from './e2e/faults/server.mjs'
import { decode, encodeBatch } from './e2e/faults/wire.mjs'

const id = (/** @type {number} */ number) => String(number).padStart(32, '0')

/** An envelope with one item. @param {number} number @param {object} [header] of the item @param {object} [more] of the event */
const envelope = (number, header = {}, more = {}) => ({
  id: id(number),
  text: `{"event_id":"${id(number)}"}\n${JSON.stringify({ type: 'event', ...header })}\n${JSON.stringify({
    event_id: id(number),
    exception: { values: [{ type: 'Error', value: `error ${number}` }] },
    ...more,
  })}\n`,
})

const report = (/** @type {string} */ reason, /** @type {number} */ quantity) => ({
  id: id(99),
  text: `{}\n{"type":"client_report"}\n${JSON.stringify({
    timestamp: 1,
    discarded_events: [
      { reason, category: 'error', quantity },
      { reason, category: 'session', quantity: 9 },
    ],
  })}\n`,
})

describe('a body', () => {
  test('that is an envelope, gzipped or not', () => {
    const { text } = envelope(1)
    for (const sent of [Buffer.from(text), gzipSync(text)]) {
      const { batch, envelopes, bytes } = decode(sent)
      assert.equal(batch, undefined)
      assert.equal(bytes, text.length)
      assert.equal(envelopes[0]?.id, id(1))
      assert.equal(envelopes[0]?.items[0]?.json.exception.values[0].value, 'error 1')
    }
    assert.equal(decode(gzipSync(text)).isGzipped, true)
  })

  test('that is a batch, with what its envelopes share', () => {
    const shared = {
      breadcrumbs: [{ message: 'é' }, { message: 'b' }, { message: 'c' }],
      stacks: ['at f', 'at g'],
      members: [{ trace: {} }, { release: 'web@1' }],
    }
    const batch = {
      members: 1,
      breadcrumbs: [
        [0, 1],
        [2, 3],
      ],
      stacks: [1, null],
      times_seen: 37,
    }
    const { batch: header, envelopes } = decode(
      Buffer.from(encodeBatch([envelope(1, { batch }), envelope(2)], shared)),
    )
    assert.deepEqual(header.breadcrumbs, [16, 15, 15])
    const [first, second] = envelopes.map(({ items }) => items[0])
    assert.deepEqual(first?.json.breadcrumbs, [{ message: 'é' }, { message: 'c' }])
    assert.equal(first?.json.release, 'web@1')
    assert.deepEqual(first?.json.raw_stacks, ['at g', null])
    assert.equal(first?.times, 37)
    assert.equal(second?.times, 1)
    assert.equal(second?.json.breadcrumbs, undefined)
  })

  const good = encodeBatch([envelope(1, { batch: { breadcrumbs: [[0, 1]] } })], {
    breadcrumbs: [{ message: 'a' }],
  })
  for (const [what, text] of /** @type {[string, string][]} */ ([
    ['is longer than it says', `${good}x`],
    ['is shorter than it says', good.slice(0, -1)],
    ['is of another version', good.replace('"batch":1', '"batch":2')],
    ['has an id that is none', good.replace(`"id":"${id(1)}"`, '"id":"1"')],
    ['is no JSON', 'hello'],
  ])) {
    test(`that ${what} is refused`, () => assert.throws(() => decode(Buffer.from(text))))
  }

  for (const [what, bad, said] of /** @type {[string, ReturnType<typeof envelope>, RegExp][]} */ ([
    [
      'has a member of the batch',
      envelope(1, { batch: { times_seen: 2 } }, { times_seen: 3 }),
      /times_seen of its own/,
    ],
    [
      'names breadcrumbs that are not there',
      envelope(1, { batch: { breadcrumbs: [[0, 1]] } }),
      /breadcrumbs 0..1/,
    ],
    ['names members that are not there', envelope(1, { batch: { members: 0 } }), /members 0 of 0/],
    ['is no JSON', { id: id(1), text: 'hello' }, /JSON/],
  ])) {
    test(`that has an envelope which ${what} is read but for that one`, () => {
      const { envelopes } = decode(Buffer.from(encodeBatch([bad, envelope(2)])))
      assert.match(envelopes[0]?.trouble ?? '', said)
      assert.equal(envelopes[1]?.items[0]?.json.event_id, id(2))
    })
  }
})

describe('a rule', () => {
  const asked = {
    kind: /** @type {const} */ ('envelope'),
    path: '/',
    isBatch: false,
    types: ['event'],
    bytes: 10,
  }

  test('counts for its requests alone, and as often as it says', () => {
    const [late, batch] = /** @type {import('./e2e/faults/rules.mjs').Rule[]} */ ([
      { on: 'plain', skip: 1, times: 2, status: 500 },
      { on: 'batch', status: 400 },
    ])
    const book = ruleBook([/** @type {any} */ (late), /** @type {any} */ (batch)])
    const found = [1, 2, 3, 4].map(() => book.match(asked))
    assert.deepEqual(found, [undefined, late, late, undefined])
    assert.deepEqual(book.unused(), [batch])
    assert.equal(book.match({ ...asked, isBatch: true }), batch)
    book.replace([])
    assert.equal(book.match({ ...asked, isBatch: true }), undefined)
  })

  test('asks for a size, a type of item, or the path of a file', () => {
    const book = ruleBook([
      { on: 'envelope', minBytes: 11, status: 413 },
      { on: 'envelope', ofType: 'session', status: 429 },
      { on: /\.js$/, status: 404 },
    ])
    assert.equal(book.match(asked), undefined)
    assert.equal(book.match({ ...asked, bytes: 11 })?.status, 413)
    assert.equal(book.match({ ...asked, types: ['event', 'session'] })?.status, 429)
    assert.equal(book.match({ ...asked, kind: 'file', path: '/a.js' })?.status, 404)
  })
})

describe('an account', () => {
  const event = (/** @type {number} */ number, text = `error ${number}`, times = 1) => ({
    id: id(number),
    text,
    times,
  })
  const even = {
    thrown: new Map([
      ['error 1', 1],
      ['error 2', 1],
      ['error 3', 1],
      ['storm', 10],
    ]),
    stored: [event(1), event(4, 'storm', 7)],
    counted: 8,
    reported: 3,
    refused: 1,
    kept: [event(2), event(1)],
  }

  test('that is even says nothing', () => assert.deepEqual(discrepancies(even), []))

  for (const [what, differ, said] of /** @type {[string, object, RegExp][]} */ ([
    ['an error is lost', { kept: [] }, /1 lost without a word.*error 2/],
    [
      'a loss is counted that is none',
      { reported: 4 },
      /5 counted as lost, 1 of them refused, and 4 are missing/,
    ],
    [
      'an error is stored under two ids',
      { stored: [...even.stored, event(5, 'error 1')], counted: 9 },
      /"error 1".*2 times/,
    ],
    [
      'an error is stored, and kept under another id',
      { kept: [event(2), event(6, 'error 1')] },
      /"error 1".*2 times/,
    ],
    [
      'a storm counts more than there was',
      { stored: [event(1), event(4, 'storm', 11)], counted: 12 },
      /"storm".*11 times/,
    ],
    ['the server counts more than was sent', { counted: 9 }, /count 9 events, and 8/],
    ['an error comes that nobody threw', { kept: [event(2), event(7)] }, /nobody threw "error 7"/],
  ])) {
    test(`that is uneven says so: ${what}`, () => {
      const found = discrepancies({ ...even, ...differ })
      assert.match(found.join('\n'), said)
    })
  }

  /** @param {string} text @param {number[]} [results] @param {Partial<import('./e2e/faults/server.mjs').Post>} [more] */
  const post = (text, results, more = {}) => ({
    at: 0,
    path: '/api/1/envelope/',
    bytes: text.length,
    body: decode(Buffer.from(text)),
    ...(results ? { server: { status: 200, results } } : {}),
    ...more,
  })

  test('is read from what the server took', () => {
    const posts = [
      post(encodeBatch([envelope(1), envelope(2), report('network_error', 3)]), [200, 429, 200]),
      post(encodeBatch([envelope(1), report('network_error', 3)]), [200, 200]),
      post(envelope(3).text),
      post(envelope(4).text, [500]),
      post(report('before_send', 2).text, [200]),
      post(report('before_send', 2).text, [200]),
    ]
    assert.deepEqual(acknowledged(posts), [event(1)])
    // An id is counted once; reports in plain envelopes have none.
    assert.deepEqual(losses(posts), { network_error: 3, before_send: 4 })
  })

  test('counts what a limit of the fault server took away', () => {
    const limited = { rule: { on: /** @type {const} */ ('envelope'), status: 429 } }
    const posts = [post(envelope(1).text, undefined, limited), post(envelope(2).text, undefined, limited)]
    assert.equal(refusedByFault(posts, [event(2)]), 1)
  })

  test('finds events in whatever a page keeps', () => {
    const batch = encodeBatch([envelope(3, { batch: { times_seen: 4 } })])
    const values = [
      { value: { envelope: envelope(1).text, at: 5 } },
      { value: [new Uint8Array(gzipSync(envelope(2).text))] },
      { value: batch },
      {
        value: JSON.stringify({
          payload: JSON.stringify({ event_id: id(4), exception: { values: [{ value: 'error 4' }] } }),
        }),
      },
      { value: 'a setting of the page' },
      null,
    ]
    assert.deepEqual(keptEvents(values), [event(1), event(2), event(3, 'error 3', 4), event(4)])
  })
})

describe('the server between', () => {
  /** A server that takes all, and says so. @param {import('node:test').TestContext} t */
  async function startUpstream(t) {
    const bodies = /** @type {Buffer[]} */ ([])
    const server = createServer(async (request, response) => {
      const chunks = []
      for await (const chunk of request) chunks.push(chunk)
      const body = Buffer.concat(chunks)
      if (request.method === 'POST') bodies.push(body)
      const answer = body.includes('"batch"') ? '{"envelopes":[200,429]}' : 'x'.repeat(1000)
      response.writeHead(200, { 'balefire-batch': '1', 'content-type': 'text/javascript' }).end(answer)
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    t.after(() => {
      server.closeAllConnections()
      server.close()
    })
    const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
    return { upstream: `http://127.0.0.1:${port}`, bodies }
  }

  /** @param {import('node:test').TestContext} t @param {import('./e2e/faults/rules.mjs').Rule[]} rules */
  async function start(t, rules) {
    const { upstream, bodies } = await startUpstream(t)
    const faults = await startFaults({ upstream, rules })
    t.after(faults.close)
    const send = (/** @type {string} */ body) =>
      fetch(`${faults.url}/api/1/envelope/?sentry_key=a`, { method: 'POST', body })
    return { faults, bodies, send, load: () => fetch(`${faults.url}/balefire.js`) }
  }

  test('passes a batch on, and knows what became of each envelope', async (t) => {
    const { faults, bodies, send } = await start(t, [])
    const body = encodeBatch([envelope(1), envelope(2)])
    const response = await send(body)
    assert.deepEqual(await response.json(), { envelopes: [200, 429] })
    assert.equal(response.headers.get('balefire-batch'), '1')
    assert.equal(String(bodies[0]), body)
    assert.deepEqual(faults.posts[0]?.server, { status: 200, results: [200, 429] })
    assert.equal(faults.posts[0]?.page, 200)
    assert.deepEqual(
      acknowledged(faults.posts).map((event) => event.id),
      [id(1)],
    )
  })

  test('drops before and after the server has it, and in the middle of the answer', async (t) => {
    const { faults, bodies, send } = await start(t, [
      { on: 'envelope', times: 1, drop: 'before' },
      { on: 'envelope', skip: 0, times: 1, drop: 'after' },
      { on: 'envelope', times: 1, drop: 'mid' },
    ])
    await assert.rejects(send(envelope(1).text))
    assert.equal(bodies.length, 0)
    await assert.rejects(send(envelope(2).text))
    assert.equal(bodies.length, 1)
    const third = await send(envelope(3).text)
    await assert.rejects(third.text())
    assert.deepEqual(
      acknowledged(faults.posts).map((event) => event.id),
      [id(2), id(3)],
    )
    assert.deepEqual(
      faults.posts.map(({ page }) => page),
      ['reset', 'reset', 'reset'],
    )
    assert.ok(faults.isIdle())
  })

  test('answers by itself, and lets pages of other origins read it', async (t) => {
    const headers = { 'x-sentry-rate-limits': '60:error:key' }
    const { faults, bodies, send } = await start(t, [{ on: 'envelope', status: 429, headers }])
    const response = await send(envelope(1).text)
    assert.equal(response.status, 429)
    assert.equal(response.headers.get('x-sentry-rate-limits'), '60:error:key')
    assert.equal(response.headers.get('access-control-allow-origin'), '*')
    assert.match(response.headers.get('access-control-expose-headers') ?? '', /x-sentry-rate-limits/)
    assert.equal(bodies.length, 0)
    assert.equal(faults.posts[0]?.server, undefined)
  })

  test('is as old as a server that knows no batches', async (t) => {
    const { bodies, send } = await start(t, [{ on: 'envelope', isOld: true }])
    const refused = await send(encodeBatch([envelope(1)]))
    assert.equal(refused.status, 400)
    assert.equal(refused.headers.get('balefire-batch'), null)
    const taken = await send(envelope(2).text)
    assert.equal(taken.status, 200)
    assert.equal(taken.headers.get('balefire-batch'), null)
    assert.equal(bodies.length, 1)
  })

  test('spoils files', async (t) => {
    const { faults, load } = await start(t, [
      { on: /\.js$/, times: 1, cut: 0.5 },
      { on: /\.js$/, times: 1, headers: { 'content-type': 'text/html' } },
      { on: /\.js$/, times: 1, pace: 5000 },
      { on: /\.js$/, times: 1, drop: 'mid' },
      { on: /\.js$/, hold: 'later' },
    ])
    assert.equal((await (await load()).text()).length, 500)
    assert.equal((await load()).headers.get('content-type'), 'text/html')
    assert.equal((await (await load()).text()).length, 1000)
    const broken = await load()
    await assert.rejects(broken.text())
    const late = load()
    const isFirst = await Promise.race([late.then(() => 'late'), (await fetch(`${faults.url}/other`)).text()])
    assert.notEqual(isFirst, 'late')
    assert.ok(faults.isIdle(), 'what is held is not in work')
    faults.release('later')
    assert.equal((await late).status, 200)
    assert.deepEqual(faults.files.map(({ path }) => path).slice(0, 5), Array(5).fill('/balefire.js'))
  })

  test('serves pages, and the server below a path of their origin', async (t) => {
    const { upstream } = await startUpstream(t)
    const faults = await startFaults({ upstream, pages: { '/page': { body: 'hello' } } })
    t.after(faults.close)
    assert.equal(await (await fetch(`${faults.url}/page`)).text(), 'hello')
    const body = envelope(1).text
    await (await fetch(`${faults.url}/first-party/api/1/envelope/`, { method: 'POST', body })).text()
    assert.deepEqual(
      faults.posts.map(({ path, server }) => [path, server?.status]),
      [['/first-party/api/1/envelope/', 200]],
    )
  })
})
