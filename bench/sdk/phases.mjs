// @ts-check
// One sample of each phase that runs in the bench's own page, where nothing is really sent.
import { Trouble } from '../../scripts/run.mjs'
import { median, percentile } from '../table.mjs'
import { missing } from './smoke.mjs'
import { BASELINE } from './subjects.mjs'

/** @typedef {import('./browser.mjs').SamplePage} Page */
/** @typedef {import('./subjects.mjs').Subject} Subject */

/** Errors that come first, so that the loop meets compiled code and the core is there; a share of the loop's. */
const WARM_UP = 0.1
/** Errors with a full ring of breadcrumbs; a share of the loop's. */
const FULL = 0.3
/** Blocks of the same loop without a subject. */
const IDLE_BLOCKS = 4
/** Breadcrumbs: more than any ring holds. */
const BREADCRUMBS = 10_000
/** Calls of each wrapped function. */
const CALLS = 2000
/** How long after init work still counts as init's, in ms. */
const AFTER_INIT = 200
/** How long a page with one error has for all that the error costs, in ms. */
const AFTER_ERROR = 1000

/** Evaluated, started, and done with what starting left for later. @param {Page} page */
async function begin(page) {
  await page.run('bench.begin()')
  await page.run(`bench.sleep(${AFTER_INIT})`)
}

/** A blank page with the subject's text. @param {Page} page @param {Subject} subject */
async function prepare(page, subject) {
  await page.open('/')
  await page.prepare(subject)
}

/** Which parts did not arrive. @param {Page} page @param {Subject} subject */
export async function smoke(page, subject) {
  await prepare(page, subject)
  await begin(page)
  return missing(subject, await page.run('bench.smoke()'))
}

/** @param {number} rate how many times slower the CPU is */
export const cold = (rate) => async (/** @type {Page} */ page, /** @type {Subject} */ subject) => {
  await prepare(page, subject)
  await page.throttle(rate)
  const before = await page.tasks()
  const { value, cpu } = await page.timed('bench.begin()')
  await page.run(`bench.sleep(${AFTER_INIT})`)
  return { ...value, cpu, settled: (await page.tasks()) - before }
}

/** A page whose first error comes right after init. @param {number} rate how many times slower the CPU is */
export const failing = (rate) => async (/** @type {Page} */ page, /** @type {Subject} */ subject) => {
  await prepare(page, subject)
  await page.throttle(rate)
  const { cpu } = await page.timed(
    `bench.begin(), bench.sdk.captureException(bench.newError(0)), bench.sleep(${AFTER_ERROR})`,
  )
  await page.throttle(1)
  await page.run('bench.flush()')
  const { arrived } = await page.run('bench.count()')
  if (!arrived && subject.name !== BASELINE) throw new Trouble(`${subject.name} lost the error of a page`)
  return { cpu }
}

/** @param {Page} page @param {Subject} subject */
export async function hot(page, subject) {
  const { events, block, pause } = subject.pace
  await prepare(page, subject)
  const before = await page.heap()
  await begin(page)
  let idle = 0
  for (let n = 0; n < IDLE_BLOCKS; n++) idle += (await page.timed(`bench.idle(${block}, ${pause})`)).cpu
  const loop = { ...subject.pace, idle: idle / IDLE_BLOCKS }

  const { first } = await captures(page, events * WARM_UP, 0, loop)
  const cores = await page.run('bench.cores')
  if (subject.hasCore !== undefined && subject.hasCore !== cores > 0)
    throw new Trouble(`${subject.name}: another way would be measured, as ${cores} wasm cores are loaded`)
  const capture = await captures(page, events, events, loop)
  const heap = difference(await page.heap(), before)
  const breadcrumb = await page.run(`bench.breadcrumbs(${BREADCRUMBS})`)
  await page.run('bench.flush()')
  await page.run('bench.count()')
  // What is dead of them is no garbage of the events.
  await page.heap()
  const full = await captures(page, events * FULL, 3 * events, loop)
  return { first, capture, full, heap, breadcrumb, wrapped: await page.run(`bench.wrapped(${CALLS})`) }
}

/**
 * Captures errors block by block, and reads what was sent between the blocks, where nothing is timed. All but the times
 * is per event; `cpu` is µs, whenever they were spent, beyond a loop without a subject.
 * @param {Page} page
 * @param {number} count
 * @param {number} from
 * @param {{ block: number, pause: number, idle: number }} loop `idle` is ms of CPU of a block without a subject
 */
async function captures(page, count, from, { block, pause, idle }) {
  const before = await page.run('bench.count()')
  /** @type {number[]} */
  const times = []
  let cpu = 0
  for (let n = 0; n < count; n += block) {
    const taken = await page.timed(`bench.capture(${block}, ${from + n}, ${pause})`)
    times.push(...taken.value)
    cpu += taken.cpu - idle
    await page.run('bench.count()')
  }
  cpu += (await page.timed('bench.flush()')).cpu
  const after = await page.run('bench.count()')
  return {
    median: median(times),
    p95: percentile(times, 0.95),
    first: times[0],
    cpu: (cpu / count) * 1000,
    arrived: (after.arrived - before.arrived) / count,
    requests: (after.requests - before.requests) / count,
    bytes: (after.bytes - before.bytes) / count,
  }
}

/** @param {Page} page @param {Subject} subject */
export async function heap(page, subject) {
  await prepare(page, subject)
  const before = await page.heap()
  await begin(page)
  await page.run('bench.sleep(100)')
  return difference(await page.heap(), before)
}

/** @typedef {{ used: number, backing: number }} Heap */
const difference = (/** @type {Heap} */ a, /** @type {Heap} */ b) => ({
  used: a.used - b.used,
  backing: a.backing - b.backing,
})
