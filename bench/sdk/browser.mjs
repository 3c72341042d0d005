// @ts-check
// One Chromium; each sample in a page of a new context, which is a new process: nothing is compiled or cached yet.
import { chromium } from 'playwright-core'
import { CHROMIUM_ARGS } from '../../scripts/browsers.mjs'
import { Trouble } from '../../scripts/run.mjs'
import { findChromium } from '../../scripts/tools.mjs'

/** Nothing that slows the page down because nobody looks. */
const ARGS = [
  ...CHROMIUM_ARGS,
  '--disable-extensions',
  '--disable-renderer-backgrounding',
  '--disable-background-timer-throttling',
  // Subjects have addresses of their own, for their usage and their faults: nothing leaves the machine.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
]

/** Collections before the heap is looked at: what one finds dead may hold what only the next can free. */
const COLLECTIONS = 3

/** @typedef {Awaited<ReturnType<typeof samplePage>>} SamplePage */

/** @param {string} origin of the bench's server */
export async function startBrowser(origin) {
  const executablePath = findChromium()
  if (!executablePath) throw new Trouble('Chromium is missing: node scripts/setup.mjs test')
  const browser = await chromium.launch({ executablePath, args: ARGS })
  return {
    version: browser.version(),
    /** @template T @param {(page: SamplePage) => Promise<T>} use @returns {Promise<T>} */
    async sample(use) {
      const context = await browser.newContext()
      try {
        return await use(await samplePage(await context.newPage(), origin))
      } finally {
        await context.close()
      }
    },
    close: () => browser.close(),
  }
}

/** @param {import('playwright-core').Page} page @param {string} origin */
async function samplePage(page, origin) {
  const session = await page.context().newCDPSession(page)
  // CPU time of the main thread: what else runs on the machine does not count.
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  let foreign = 0
  page.on('request', (request) => {
    if (!request.url().startsWith(origin) && !request.url().startsWith('data:')) foreign++
  })

  /** Runs an expression in the page and waits for it. @param {string} expression @returns {Promise<any>} */
  async function run(expression) {
    const options = { expression, awaitPromise: true, returnByValue: true }
    const { result, exceptionDetails } = await session.send('Runtime.evaluate', options)
    if (exceptionDetails) {
      throw new Error(`${expression}: ${exceptionDetails.exception?.description ?? exceptionDetails.text}`)
    }
    return result.value
  }

  /** CPU time of all tasks so far, in ms. */
  async function tasks() {
    const { metrics } = await session.send('Performance.getMetrics')
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1000
  }

  return {
    run,
    /** @param {string} path of the bench's server */
    open: (path) => page.goto(`${origin}${path}`),
    /** @param {string} selector */
    click: (selector) => page.click(selector),
    /** How many requests went elsewhere. */
    foreign: () => foreign,
    tasks,
    /** Runs an expression; what it gave, and the CPU time of all tasks meanwhile, in ms. @param {string} expression */
    async timed(expression) {
      const before = await tasks()
      const value = await run(expression)
      return { value, cpu: (await tasks()) - before }
    },
    /** Brings a subject's text into the page, not evaluated yet. @param {import('./subjects.mjs').Subject} subject */
    prepare: ({ global, src, project, hasHooks, value }) =>
      run(`bench.prepare(${JSON.stringify({ global, src, project, hasHooks, value })})`),
    /** Starts the profiler; what it returns stops it. @param {number} interval between two samples, in µs */
    async profile(interval) {
      await session.send('Profiler.enable')
      await session.send('Profiler.setSamplingInterval', { interval })
      await session.send('Profiler.start')
      return async () => (await session.send('Profiler.stop')).profile
    },
    /** @param {number} rate how many times slower */
    throttle: (rate) => session.send('Emulation.setCPUThrottlingRate', { rate }),
    /** What is alive: objects of JavaScript, and array buffers and wasm memories; in KB. */
    async heap() {
      for (let n = 0; n < COLLECTIONS; n++) await session.send('HeapProfiler.collectGarbage')
      const usage = await session.send('Runtime.getHeapUsage')
      return { used: usage.usedSize / 1000, backing: (usage.backingStorageSize ?? 0) / 1000 }
    },
  }
}
