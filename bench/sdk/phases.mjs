// @ts-check
// One sample of each phase: what is done in a fresh page, and what is taken down.
import { eventsOf, missing } from './smoke.mjs'

/** @typedef {import('./browser.mjs').SamplePage} Page */
/** @typedef {import('./subjects.mjs').Subject} Subject */

/** Errors of the hot loop. */
const EVENTS = 1000
/** Errors that come first, so that the loop meets compiled code. */
const WARM_UP = 100
/** Errors with a full ring of breadcrumbs. */
const FULL_EVENTS = 300
/** Breadcrumbs: more than any ring holds. */
const BREADCRUMBS = 10_000
/** Calls of each wrapped function. */
const CALLS = 2000
/** How long after init work still counts as init's, in ms. */
const AFTER_INIT = 200

/** Evaluated, started, and done with what starting left for later. @param {Page} page @param {Subject} subject */
async function begin(page, subject) {
  await page.prepare(subject)
  await page.run('bench.begin(), bench.sdk.flush()')
  await page.run('bench.sleep(200)')
}

/** Which parts did not arrive. @param {Page} page @param {Subject} subject */
export async function smoke(page, subject) {
  await begin(page, subject)
  return missing(subject.name, eventsOf(await page.run('bench.smoke()')))
}

/** @param {number} rate how many times slower the CPU is */
export const cold = (rate) => async (/** @type {Page} */ page, /** @type {Subject} */ subject) => {
  await page.prepare(subject)
  await page.throttle(rate)
  const before = await page.tasks()
  const { value, cpu } = await page.timed('bench.begin()')
  await page.run(`bench.sleep(${AFTER_INIT})`)
  return { ...value, cpu, settled: (await page.tasks()) - before }
}

/** @param {Page} page @param {Subject} subject */
export async function hot(page, subject) {
  await begin(page, subject)
  const idle = await page.timed(`bench.idle(${EVENTS})`)
  const { first } = await page.run(`bench.capture(${WARM_UP}, 0)`)
  const capture = await captures(page, EVENTS, EVENTS, idle.cpu / EVENTS)
  const breadcrumb = await page.run(`bench.breadcrumbs(${BREADCRUMBS})`)
  const full = await captures(page, FULL_EVENTS, 2 * EVENTS, idle.cpu / EVENTS)
  return { first, capture, full, breadcrumb, wrapped: await page.run(`bench.wrapped(${CALLS})`) }
}

/**
 * Also µs of CPU per event, whenever it was spent, beyond a loop without a subject and the bench's own reading.
 * @param {Page} page @param {number} count @param {number} from @param {number} idle ms per turn of the empty loop
 */
async function captures(page, count, from, idle) {
  const { value, cpu } = await page.timed(`bench.capture(${count}, ${from})`)
  return { ...value, cpu: ((cpu - value.counting) / count - idle) * 1000 }
}

/** @param {Page} page @param {Subject} subject */
export async function heap(page, subject) {
  await page.prepare(subject)
  const before = await page.heap()
  await page.run('bench.begin(), bench.sdk.flush()')
  await page.run('bench.sleep(300)')
  const started = await page.heap()
  await page.run(`bench.capture(${EVENTS}, 0)`)
  await page.run('bench.sleep(300)')
  return { started: difference(started, before), used: difference(await page.heap(), before) }
}

/** @typedef {{ used: number, backing: number }} Heap */
const difference = (/** @type {Heap} */ a, /** @type {Heap} */ b) => ({
  used: a.used - b.used,
  backing: a.backing - b.backing,
})
