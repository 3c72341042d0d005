// @ts-check
// The parts of bench/ that decide something; those of bench/sdk/ are in bench_sdk.test.mjs.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chosen } from '../bench/proxy/cases.mjs'
import { envelope, SHAPES } from '../bench/proxy/envelopes.mjs'
import { parse, table as profile } from '../bench/proxy/profile.mjs'
import { cpuUntilAnswer, cpuUntilStored, loss, ratios, table, verdicts } from '../bench/proxy/report.mjs'
import { nested } from '../bench/soak/abuse.mjs'
import { KINDS, request } from '../bench/soak/kinds.mjs'
import { faults, memory, unexplained, warnings } from '../bench/soak/verdict.mjs'
import { columns, median, number, percentile } from '../bench/table.mjs'

const times = { p50_us: 1000, p99_us: 8000, p999_us: 9000, max_us: 9500 }

/** @param {Partial<import('../bench/proxy/measure.mjs').Report>} differ @returns {any} */
const report = (differ = {}) => ({
  secs: 2,
  offered: null,
  sent: 30_000,
  broken: 0,
  accepted: 24_000,
  statuses: {
    200: { count: 24_000, since_due: times, since_sent: times },
    429: { count: 6000, since_due: times, since_sent: times },
  },
  stored: 24_000,
  secs_until_stored: 4,
  outcomes: {},
  idle: { now_kb: 10_000, peak_kb: 10_000 },
  answered: {
    cpu: { inbox: { user_us: 240_000, system_us: 240_000 }, worker: { user_us: 900_000, system_us: 0 } },
    memory: { now_kb: 20_000, peak_kb: 20_000 },
  },
  settled: {
    cpu: { inbox: { user_us: 240_000, system_us: 240_000 }, worker: { user_us: 2_400_000, system_us: 0 } },
    memory: { now_kb: 20_000, peak_kb: 30_000 },
  },
  own_cpu: { 'tokio-rt-worker': { user_us: 100_000, system_us: 100_000 } },
  busy_us: 5_000_000,
  ...differ,
})

const rows = (/** @type {string} */ text) => text.split('\n').map((line) => line.split(/ {2,}/))

test('envelopes are of their size, and two places wait for the id', () => {
  for (const shape of Object.values(SHAPES)) {
    const text = envelope(shape)
    assert.ok(text.length >= shape.bytes && text.length < shape.bytes * 1.1, `${text.length} bytes`)
    assert.equal(text.split('0'.repeat(32)).length, 3)
    const [, item = '', payload = ''] = text.split('\n')
    assert.equal(JSON.parse(item).length, Buffer.byteLength(payload))
    assert.equal(text, envelope(shape))
  }
})

test('a case that needs a rate brings the one it is taken from', () => {
  const names = (/** @type {string[]} */ wanted) => chosen(wanted).map(({ name }) => name)
  assert.deepEqual(names(['60k']), ['60k'])
  assert.deepEqual(names(['half']), ['4k', 'half'])
})

test('what the worker does comes after the 200', () => {
  assert.equal(cpuUntilAnswer(report()), 20)
  assert.equal(cpuUntilStored(report()), 120)
})

test('what was said 200 to and is not stored is a loss, and more than that is none', () => {
  assert.equal(loss(report({ stored: 23_999 })), 1)
  assert.equal(loss(report({ stored: 24_001 })), 0)
})

test('a table has a row for each status and each thread', () => {
  const found = new Map(
    rows(table({ '4k': [report()] })).map((cells) => [cells.slice(0, -1).join(' ').trim(), cells.at(-1)]),
  )
  assert.equal(found.get('accepted/s'), '12000')
  assert.equal(found.get('answered 429, /s'), '3000')
  assert.equal(found.get('.. % of all'), '20')
  assert.equal(found.get('.. worker'), '100')
  assert.equal(found.get('lost'), '0')
})

test('a ratio is of the second to the first', () => {
  const slow = report({ accepted: 6000 })
  const found = rows(ratios({ '4k': [report()] }, { '4k': [slow] }))
  assert.deepEqual(found[1], ['accepted/s', '0.250'])
})

test('targets are judged by the worst case, and not without a measurement', () => {
  const large = report({ idle: { now_kb: 40_000, peak_kb: 40_000 }, stored: 1 })
  const found = new Map(
    rows(verdicts({ '60k': [report()], '60k-gzip': [large] })).map((cells) => [cells[0], cells.at(-1)]),
  )
  assert.equal(found.get('idle: memory, MB'), 'NOT KEPT')
  assert.equal(found.get('lost'), 'NOT KEPT')
  assert.ok(!found.has('half: p99 ms'))
  assert.match(verdicts({ '4k': [report()] }), /accepted\/s +at least 10000 +12000 +kept/)
})

test('a profile is told by thread, in time of an envelope', () => {
  const text =
    '# Samples\tCommand\tSymbol\n  1994\tworker\t[.] malloc\n  997\tworker\t[k] copy\n   997\tinbox\t[.] write\n\n'
  assert.deepEqual(parse(text)[1], { samples: 997, thread: 'worker', name: '[kernel] copy' })
  const told = profile(parse(text), 1_000_000)
  assert.match(
    told,
    /^worker: 3 µs an envelope\n +2 µs +66\.7 % +malloc\n +1 µs +33\.3 % +\[kernel\] copy\n\ninbox: 1 µs/,
  )
})

test('a table of numbers', () => {
  assert.equal(median([9, 1, 4]), 4)
  assert.equal(median([4, 1]), 2.5)
  assert.equal(percentile([3, 1, 2, 4], 0.5), 3)
  assert.equal(percentile([3, 1, 2, 4], 0.99), 4)
  assert.ok(Number.isNaN(percentile([], 0.5)))
  assert.deepEqual([0, 0.1234, 1.234, 12.34, 123.4, Number.NaN].map(number), [
    '0',
    '0.123',
    '1.23',
    '12.3',
    '123',
    '-',
  ])
  assert.equal(
    columns([
      ['', 'a'],
      ['long', '10'],
    ]),
    '       a\nlong  10',
  )
})

/** What a soak found that passed, but for what differs. @param {Partial<import('../bench/soak/verdict.mjs').Found>} [differ] */
const soaked = (differ = {}) => ({
  acknowledged: new Set(['a', 'b']),
  stored: new Set(['a', 'b', 'c']),
  deadLetters: 0,
  statuses: { 200: 7, 429: 1 },
  broken: 0,
  log: ['2026 INFO ready', '2026 WARN conversion of an upload died status=7'],
  samples: [0.1, 0.6, 0.9].map((at) => ({ at, mb: 100 })),
  failures: [],
  restarts: 3,
  seconds: 1200,
  left: 0,
  ...differ,
})

test('a soak says what is wrong, and nothing else', () => {
  assert.deepEqual(faults(soaked()), [])
  const check = (
    /** @type {Partial<import('../bench/soak/verdict.mjs').Found>} */ differ,
    /** @type {RegExp} */ word,
  ) => {
    const found = faults(soaked(differ))
    assert.equal(found.length, 1, found.join())
    assert.match(found[0] ?? '', word)
  }
  check({ stored: new Set(['a']) }, /1 acknowledged events are neither stored nor dead letters/)
  assert.deepEqual(faults(soaked({ stored: new Set(['a']), deadLetters: 1 })), [])
  check({ acknowledged: new Set() }, /no event was acknowledged/)
  check({ statuses: { 200: 1, 500: 2 } }, /2 x 500/)
  check({ broken: 2 }, /2 requests broke/)
  check({ restarts: 0 }, /never killed/)
  check({ log: ['2026 ERROR the store failed'] }, /the store failed/)
  check({ samples: [0.6, 0.9].map((at) => ({ at, mb: at > 0.75 ? 200 : 100 })) }, /from 100 to 200 MB/)
  check({ left: 3 }, /retention deleted nothing/)
  assert.deepEqual(faults(soaked({ left: 3, seconds: 60 })), [])
  check({ failures: ['backup ended with 1'] }, /backup/)
})

test('memory is flat within a margin, whatever it was before', () => {
  const samples = (/** @type {number} */ last) => [
    ...[0, 0.3, 0.49].map((at) => ({ at, mb: 900 })),
    ...[0.5, 0.6, 0.7].map((at) => ({ at, mb: 80 })),
    ...[0.8, 0.9, 0.99].map((at) => ({ at, mb: last })),
  ]
  assert.deepEqual(memory(samples(132), 1200), { before: 80, after: 132, isFlat: true })
  assert.equal(memory(samples(133), 1200).isFlat, false)
  assert.equal(memory(samples(224), 60).isFlat, true)
  assert.equal(memory(samples(225), 60).isFlat, false)
})

test('lines of a log are explained one by one', () => {
  assert.deepEqual(unexplained(['INFO WARNING is no level', 'WARN stop cut off requests under way']), [])
  assert.deepEqual(unexplained(["thread 'x' has overflowed its stack"]), [
    "thread 'x' has overflowed its stack",
  ])
  assert.deepEqual(warnings(['t1 WARN a 7', 't2 WARN a 8', 't3 INFO b']), ['2 x WARN a N'])
})

test('the requests of a soak are of all kinds, and each event has an id of its own', () => {
  const sent = Array.from({ length: 1000 }, (_, n) => request({ projectId: '1', key: 'k' }, n))
  const ids = sent.flatMap(({ eventId }) => eventId ?? [])
  assert.equal(new Set(ids).size, ids.length)
  assert.ok(ids.every((id) => /^[0-9a-f]{32}$/.test(id)))
  assert.equal(ids.length, 730)
  assert.equal(
    KINDS.reduce((sum, [share]) => sum + share, 0),
    100,
  )
  assert.ok(nested(3000).length > 18_000)
})
