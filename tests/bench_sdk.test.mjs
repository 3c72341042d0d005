// @ts-check
// The parts of bench/sdk/ that decide something.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { envelopesIn, eventsIn, isBatch } from '../bench/sdk/batch.mjs'
import { MEASURES } from '../bench/sdk/measures.mjs'
import { isOver, table, verdicts } from '../bench/sdk/report.mjs'
import { missing } from '../bench/sdk/smoke.mjs'
import { NAMES, QUICK, subjects } from '../bench/sdk/subjects.mjs'
import { image, untagged, visited } from '../bench/sdk/visited_page.mjs'
import { scriptTimes } from '../bench/tracing/profile.mjs'

const rows = (/** @type {string} */ text) => text.split('\n').map((line) => line.split(/ {2,}/))
const bytes = (/** @type {string} */ text) => new TextEncoder().encode(text)

/** An envelope with one event, and what its item header shares with others of a batch. @param {string} value @param {object} [batch] */
const envelope = (value, batch) =>
  [
    { event_id: '1' },
    { type: 'event', ...(batch && { batch }) },
    { exception: { values: [{ type: 'Error', value }] } },
  ]
    .map((line) => JSON.stringify(line))
    .join('\n')

/** A batch as the page sends it to our own server. @param {string[]} envelopes @param {object[]} breadcrumbs @param {string[]} stacks */
function batch(envelopes, breadcrumbs = [], stacks = []) {
  const length = (/** @type {string} */ text) => bytes(text).length
  const crumbs = breadcrumbs.map((each) => JSON.stringify(each))
  const texts = stacks.map((each) => JSON.stringify(each))
  const header = {
    batch: 1,
    envelopes: envelopes.map((each, n) => ({ id: String(n), length: length(each) })),
    breadcrumbs: crumbs.map(length),
    stacks: texts.map(length),
  }
  return bytes(`${JSON.stringify(header)}\n${[...crumbs, ...texts, ...envelopes].join('')}`)
}

test('an envelope is no batch, and its events are read line by line', () => {
  const body = bytes(envelope('a'))
  assert.equal(isBatch(body), false)
  assert.equal(envelopesIn(body), 1)
  assert.deepEqual(eventsIn(body), [{ exception: { values: [{ type: 'Error', value: 'a' }] } }])
  assert.deepEqual(eventsIn(bytes('{"sent_at":"x"}\n{"type":"session"}\n{"init":true}')), [])
  assert.deepEqual(eventsIn(bytes('no envelope')), [])
})

test('events of a batch get the breadcrumbs and stacks that they share', () => {
  const [one, two, three] = ['é', '二', 'c'].map((message) => ({ message }))
  const body = batch(
    [
      envelope('a', {
        breadcrumbs: [
          [0, 1],
          [2, 3],
        ],
        stacks: [1, null],
        times_seen: 37,
      }),
      envelope('b', { breadcrumbs: [[1, 3]] }),
      envelope('c'),
    ],
    /** @type {object[]} */ ([one, two, three]),
    ['Error: ä', 'Error: b\n    at f (subject.js:1:2)'],
  )
  assert.equal(isBatch(body), true)
  assert.equal(envelopesIn(body), 3)
  const [a, b, c] = eventsIn(body)
  assert.deepEqual(a.breadcrumbs, [one, three])
  assert.deepEqual(a.raw_stacks, ['Error: b\n    at f (subject.js:1:2)', null])
  assert.equal(a.times_seen, 37)
  assert.deepEqual(b.breadcrumbs, [two, three])
  assert.equal('raw_stacks' in b || 'times_seen' in b, false)
  assert.deepEqual(c, { exception: { values: [{ type: 'Error', value: 'c' }] } })
})

/** What an SDK sends of the smoke phase. */
const SMOKE = ['onerror', 'timer', 'rejection', 'capture', 'outer'].map((part) => ({
  exception: {
    values: [
      ...(part === 'outer' ? [{ value: 'smoke: cause' }] : []),
      {
        value: `smoke: ${part}`,
        stacktrace: { frames: [{ filename: 'http://x/page/subject.js', lineno: 3 }] },
      },
    ],
  },
  breadcrumbs: [{ message: 'smoke: breadcrumb' }],
}))

test('an SDK that loses something is found out', () => {
  const sentry = { name: 'sentry', sendsEnvelopes: true }
  const bodies = SMOKE.map((event) => `{}\n{"type":"event"}\n${JSON.stringify(event)}`)
  assert.deepEqual(missing(sentry, bodies), [])
  assert.deepEqual(missing(sentry, bodies.slice(1)), ['window.onerror'])
  assert.deepEqual(missing(sentry, bodies.slice(0, -1)), ['cause chain'])
  assert.deepEqual(missing(sentry, [bodies.join('\n').replaceAll('subject.js', 'other.js')]), ['frames'])
  assert.deepEqual(missing(sentry, [bodies.join('\n').replaceAll('breadcrumb"', 'b"')]), ['breadcrumb'])
  assert.equal(missing(sentry, []).length, 7)
  assert.deepEqual(missing({ name: 'none' }, []), [])
  assert.deepEqual(missing({ name: 'none' }, ['anything']), ['silence'])
})

test('the text of another protocol is searched for the same words', () => {
  const faro = { name: 'faro' }
  const text = JSON.stringify(SMOKE)
  assert.deepEqual(missing(faro, [text]), [])
  assert.deepEqual(missing(faro, [text.replace('smoke: cause', '')]), ['cause chain'])
})

test('our own server may get stacks instead of frames', () => {
  const value = { name: 'balefire-own', sendsEnvelopes: true }
  const event = (/** @type {object} */ shared) =>
    new TextDecoder().decode(
      batch([envelope('smoke: capture', shared)], [], ['Error\n    at f (http://x/page/subject.js:9:1)']),
    )
  assert.ok(!missing(value, [event({ stacks: [0] })]).includes('frames'))
  assert.ok(missing(value, [event({ stacks: [null] })]).includes('frames'))
})

/** @param {Record<string, number>} cpu of an event, by subject @param {Record<string, number>} [heap] */
const samplesOf = (cpu, heap = {}) => ({
  hot: Object.fromEntries(
    Object.entries(cpu).map(([name, each]) => [
      name,
      [
        {
          first: 1,
          breadcrumb: 1,
          capture: { cpu: each, median: 1, requests: 0.03, bytes: 1000 },
          full: {},
          heap: {},
          wrapped: {},
        },
      ],
    ]),
  ),
  heap: Object.fromEntries(Object.entries(heap).map(([name, used]) => [name, [{ used, backing: 0 }]])),
})

const measureOf = (/** @type {string} */ name) => {
  const found = MEASURES.find((measure) => measure.name === name)
  assert.ok(found, name)
  return found
}

test('a budget is a share of what Sentry takes, each subject has its own', () => {
  const found = (/** @type {Record<string, number>} */ cpu) =>
    verdicts(samplesOf(cpu), measureOf('all work of an event, CPU µs')).map(({ subject, bound, isKept }) => [
      subject,
      bound,
      isKept,
    ])
  const all = { sentry: 100, balefire: 90, 'balefire-own': 26, 'balefire-hooks': 100 }
  assert.deepEqual(found(all), [
    ['balefire-own', 0.25, false],
    ['balefire', 0.9, true],
    ['balefire-hooks', 0.9, false],
  ])
  // Beside a Sentry that has hooks too, if there is one.
  assert.deepEqual(found({ ...all, 'sentry-hooks': 112 }).at(-1), ['balefire-hooks', 0.9, true])
  assert.deepEqual(found({ sentry: 100 }), [])
  assert.deepEqual(found({ balefire: 1 }), [['balefire', 0.9, undefined]])
})

test('a budget of bytes needs nobody beside it, and the page without an SDK is taken off', () => {
  const heap = measureOf('heap after init, KB')
  const found = (/** @type {Record<string, number>} */ kb) =>
    verdicts(samplesOf({}, kb), heap).map(({ isKept }) => isKept)
  assert.deepEqual(found({ balefire: 155 }), [false])
  assert.deepEqual(found({ balefire: 155, none: 10 }), [true])
  assert.equal(isOver(samplesOf({}, { balefire: 155, none: 10 })), false)
  assert.equal(isOver(samplesOf({}, { balefire: 155 })), true)
})

test('an event that does not arrive is over the budget', () => {
  const arrived = (/** @type {number} */ share) => ({ hot: { balefire: [{ capture: { arrived: share } }] } })
  const measure = measureOf('  .. arrived, share of 1')
  assert.deepEqual(
    [1, 0.999].map((share) => verdicts(arrived(share), measure)[0]?.isKept),
    [true, false],
  )
})

test('the table has a column for each subject, with its ratio to Sentry', () => {
  const names = ['none', 'sentry', 'faro', 'balefire-own']
  const found = rows(table(samplesOf({ none: 0, sentry: 200, faro: 50, 'balefire-own': 60 }), names))
  assert.deepEqual(found[0], ['', ...names, 'budgets'])
  assert.deepEqual(
    found.find(([name]) => name === 'all work of an event, CPU µs'),
    ['all work of an event, CPU µs', '0', '200', '50 (0.25)', '60 (0.30)', 'balefire-own x0.25 NOT KEPT'],
  )
  assert.deepEqual(
    found.find(([name]) => name === 'requests for 1,000 events')?.at(-1),
    'balefire-own 25 NOT KEPT',
  )
})

test('every budget is of a subject that can be measured', async () => {
  for (const { budgets = [] } of MEASURES) {
    for (const { subjects, share, limit, least } of budgets) {
      assert.ok(subjects.every((name) => NAMES.includes(name)))
      assert.equal([share, limit, least].filter((bound) => bound !== undefined).length, 1)
    }
  }
  assert.ok(QUICK.every((name) => NAMES.includes(name)))
  await assert.rejects(subjects('none,nobody'), /nobody\? there are: all, none, sentry/)
})

test('the page that is visited has the tag of its subject, and the baseline has none', () => {
  /** @type {any} */
  const subject = { name: 'faro', global: 'F', src: '/faro/faro.js', project: 1 }
  assert.match(visited(subject, true, ''), /<script async src="\/faro\/faro.js" [^>]*onload="start\(\)">/)
  assert.match(visited(subject, false, ''), /<script src="\/faro\/faro.js" [^>]*><\/script><script>start/)
  assert.doesNotMatch(untagged(), /<script/)
  const file = image()
  assert.equal(file.subarray(0, 2).toString(), 'BM')
  assert.equal(file.readUInt32LE(2), file.length)
})

test('the time of a script is that of its samples and of what it calls of the browser, as long as it ran', () => {
  const node = (
    /** @type {number} */ id,
    /** @type {string} */ url,
    /** @type {number[]} */ children = [],
  ) => ({
    id,
    callFrame: { url },
    children,
  })
  /** @param {import('../bench/tracing/profile.mjs').Profile} of */
  const rounded = (of) =>
    Object.fromEntries(Object.entries(scriptTimes(of)).map(([url, time]) => [url, Number(time.toFixed(3))]))
  const nodes = [node(1, '', [2, 5]), node(2, 'sdk.js', [3, 4]), node(3, ''), node(4, 'page.js'), node(5, '')]
  const profile = {
    nodes,
    // (idle), the SDK, a function of the browser's that it calls, the page's that it calls, the SDK.
    samples: [5, 2, 3, 4, 2, 5],
    // The last but one waited for the processor.
    timeDeltas: [0, 200, 200, 200, 200, 90_000],
  }
  assert.deepEqual(rounded(profile), { 'sdk.js': 0.6, 'page.js': 0.2 })
  assert.deepEqual(rounded({ ...profile, timeDeltas: [0, 200, -50, 200, 200, 200] }), {
    'sdk.js': 0.4,
    'page.js': 0.2,
  })
})
