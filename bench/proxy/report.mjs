// @ts-check
// What the reports of the generator say: a table of cases, the ratio of two servers, and the targets.
import { columns, median, number } from '../table.mjs'

/**
 * @typedef {import('./measure.mjs').Report} Report
 * @typedef {import('./measure.mjs').Cpu} Cpu
 * @typedef {Record<string, Report[]>} Samples by case
 * @typedef {{ name: string, of: (report: Report) => number }} Measure
 */

/** Threads whose work begins after the 200. */
const isLater = (/** @type {string} */ thread) => thread.startsWith('worker')

const sum = (/** @type {number[]} */ list) => list.reduce((a, b) => a + b, 0)
/** @param {Cpu} cpu @param {(thread: string) => boolean} [isWanted] */
const micros = (cpu, isWanted = () => true) =>
  sum(
    Object.entries(cpu).map(([thread, { user_us, system_us }]) =>
      isWanted(thread) ? user_us + system_us : 0,
    ),
  )
const megabytes = (/** @type {number} */ kb) => (kb * 1024) / 1e6
/** In ms. @param {string} status @param {'since_due' | 'since_sent'} since @param {keyof import('./measure.mjs').Times} at */
const time = (status, since, at) => (/** @type {Report} */ report) =>
  (report.statuses[status]?.[since][at] ?? Number.NaN) / 1000

export const acceptedRate = (/** @type {Report} */ { accepted, secs }) => accepted / secs
export const cpuUntilAnswer = (/** @type {Report} */ { answered, accepted }) =>
  micros(answered.cpu, (thread) => !isLater(thread)) / accepted
export const cpuUntilStored = (/** @type {Report} */ { settled, stored }) => micros(settled.cpu) / stored
const peak = (/** @type {Report} */ { settled }) => megabytes(settled.memory.peak_kb)
const others = (/** @type {Report} */ { busy_us, settled, own_cpu, secs_until_stored: secs }) =>
  // The machine's clock is coarser than that of a process.
  Math.max(0, busy_us - micros(settled.cpu) - micros(own_cpu)) / 1e6 / secs
/** A request that a broken connection left without an answer may be stored too, so there may be more. */
export const loss = (/** @type {Report} */ { accepted, stored }) => Math.max(0, accepted - stored)

/** @param {Report[]} reports */
function measures(reports) {
  const refusals = union(reports.map(({ statuses }) => Object.keys(statuses))).filter((it) => it !== '200')
  const threads = (/** @type {'answered' | 'settled'} */ phase) =>
    union(
      reports.map((report) =>
        Object.keys(report[phase].cpu).filter((name) => micros(report[phase].cpu, (it) => it === name) > 0),
      ),
    )
  /** @type {Measure[]} */
  const list = [
    { name: 'accepted/s', of: acceptedRate },
    ...refusals.flatMap((status) => {
      const count = (/** @type {Report} */ { statuses }) => statuses[status]?.count ?? 0
      return [
        { name: `answered ${status}, /s`, of: (/** @type {Report} */ report) => count(report) / report.secs },
        { name: '  .. % of all', of: (/** @type {Report} */ report) => (100 * count(report)) / report.sent },
      ]
    }),
    { name: 'offered/s', of: ({ offered, secs }) => (offered ?? Number.NaN) / secs },
    { name: 'accepted, p50 ms', of: time('200', 'since_due', 'p50_us') },
    { name: '  .. p99', of: time('200', 'since_due', 'p99_us') },
    { name: '  .. p99.9', of: time('200', 'since_due', 'p999_us') },
    { name: '  .. p99 since it was sent', of: time('200', 'since_sent', 'p99_us') },
    ...refusals.flatMap((status) => [
      { name: `answered ${status}, p50 ms since it was sent`, of: time(status, 'since_sent', 'p50_us') },
      { name: '  .. p99', of: time(status, 'since_sent', 'p99_us') },
    ]),
    { name: 'until the 200, CPU µs', of: cpuUntilAnswer },
    ...threads('answered')
      .filter((thread) => !isLater(thread))
      .map((thread) => ({
        name: `  .. ${thread}`,
        of: (/** @type {Report} */ { answered, accepted }) =>
          micros(answered.cpu, (it) => it === thread) / accepted,
      })),
    { name: 'until stored, CPU µs', of: cpuUntilStored },
    ...threads('settled').map((thread) => ({
      name: `  .. ${thread}`,
      of: (/** @type {Report} */ { settled, stored }) => micros(settled.cpu, (it) => it === thread) / stored,
    })),
    { name: 'stored/s', of: ({ stored, secs_until_stored: secs }) => stored / secs },
    { name: 'all are stored after, s', of: (report) => report.secs_until_stored },
    { name: 'memory before, MB', of: ({ idle }) => megabytes(idle.now_kb) },
    { name: '  .. at most', of: peak },
    { name: 'lost', of: loss },
    { name: 'broken connections', of: ({ broken }) => broken },
    { name: 'CPU of the generator, cores', of: ({ own_cpu, secs }) => micros(own_cpu) / 1e6 / secs },
    // Where this is not next to nothing, the moment was not quiet.
    { name: 'CPU of other programs, cores', of: others },
  ]
  return list
}

const union = (/** @type {string[][]} */ lists) => [...new Set(lists.flat())].sort()

/** One column for each case. @param {Samples} samples */
export function table(samples) {
  const cases = Object.keys(samples)
  const rows = measures(Object.values(samples).flat()).map(({ name, of }) => [
    name,
    ...cases.map((it) => number(median((samples[it] ?? []).map(of)))),
  ])
  return columns([['', ...cases], ...rows])
}

/** The second of two servers as a share of the first. @param {Samples} first @param {Samples} second */
export function ratios(first, second) {
  const cases = Object.keys(first)
  const all = measures(Object.values(first).concat(Object.values(second)).flat())
  const rows = all.map(({ name, of }) => [
    name,
    ...cases.map((it) => number(median((second[it] ?? []).map(of)) / median((first[it] ?? []).map(of)))),
  ])
  return columns([['', ...cases], ...rows.filter((row) => row.slice(1).some((cell) => cell !== '-'))])
}

/**
 * @typedef {{ name: string, cases: string[], of: (report: Report) => number, most?: number, least?: number }} Target
 * `cases`: none are all
 */

/** @type {Target[]} */
const TARGETS = [
  { name: '4k: CPU µs until the 200', cases: ['4k'], of: cpuUntilAnswer, most: 60 },
  { name: '4k: CPU µs until stored', cases: ['4k'], of: cpuUntilStored, most: 150 },
  { name: '4k: accepted/s', cases: ['4k'], of: acceptedRate, least: 10_000 },
  { name: 'half: p99 ms', cases: ['half'], of: time('200', 'since_due', 'p99_us'), most: 20 },
  { name: 'overload: memory, MB', cases: ['overload'], of: peak, most: 150 },
  { name: 'flood: memory, MB', cases: ['flood'], of: peak, most: 150 },
  { name: 'idle: memory, MB', cases: [], of: ({ idle }) => megabytes(idle.now_kb), most: 30 },
  { name: 'lost', cases: [], of: loss, most: 0 },
]

/** How the targets were met by the worst of their cases; those that nothing was measured for are left out. @param {Samples} samples */
export function verdicts(samples) {
  const rows = TARGETS.flatMap(({ name, cases, of, most = Number.POSITIVE_INFINITY, least = 0 }) => {
    const found = Object.entries(samples)
      .filter(([it]) => cases.length === 0 || cases.includes(it))
      .map(([, reports]) => median(reports.map(of)))
    if (found.length === 0) return []
    const value = least > 0 ? Math.min(...found) : Math.max(...found)
    const isKept = value <= most && value >= least
    const limit = least > 0 ? `at least ${least}` : `at most ${most}`
    return [[name, limit, number(value), isKept ? 'kept' : 'NOT KEPT']]
  })
  return columns([['target', '', 'measured', ''], ...rows])
}
