// @ts-check
// The pages of performance data, asked over HTTP of a server on a filled store.
import { readdirSync, readFileSync } from 'node:fs'
import { startProxy } from '../../tests/e2e/proxy.mjs'
import { columns, median, percentile } from '../table.mjs'

const PHONES = 'release=shop%401.2.0&environment=production&device=mobile'
const ROUTE = 'name=%2Fcheckout'

/** Names in the table, and what is asked. The data has no transactions of back ends. @type {[string, string][]} */
const PAGES = [
  ['performance of a project', 'performance/?project=demo&range=14d'],
  ['.. of 24 hours', 'performance/?project=demo&range=24h'],
  ['.. of CLS', 'performance/?project=demo&range=14d&metric=cls'],
  ['.. of one environment', 'performance/?project=demo&range=14d&environment=production'],
  ['.. of phones', 'performance/?project=demo&range=14d&device=mobile'],
  ['.. of a browser on phones', 'performance/?project=demo&range=14d&device=mobile&browser=Chrome'],
  ['.. of one route', `performance/?project=demo&range=14d&${ROUTE}`],
  ['.. of one route and release, on phones', `performance/?project=demo&range=14d&${ROUTE}&${PHONES}`],
  ['two releases compared', 'performance/compare/?project=demo&range=14d'],
  ['.. on phones', 'performance/compare/?project=demo&range=14d&device=mobile'],
  ['.. of one route', `performance/compare/?project=demo&range=14d&${ROUTE}`],
  ['page loads, the newest', 'performance/pageloads/?project=demo&range=14d'],
  ['page loads, the slowest', 'performance/pageloads/?project=demo&range=14d&order=slowest'],
  [
    '.. of one route and release, on phones',
    `performance/pageloads/?project=demo&range=14d&order=slowest&${ROUTE}&${PHONES}`,
  ],
  ['transactions', 'performance/transactions/?project=demo&range=14d'],
  ['releases', 'releases/?project=demo&range=14d'],
]

/**
 * How long all threads of a process have run on a processor, in ms: unlike the time of the clock, other programs hardly
 * change it. Not a number without Linux. https://docs.kernel.org/scheduler/sched-stats.html#proc-pid-schedstat
 * @param {number} pid
 */
function worked(pid) {
  try {
    const threads = readdirSync(`/proc/${pid}/task`)
    const times = threads.map((id) =>
      Number(readFileSync(`/proc/${pid}/task/${id}/schedstat`, 'utf8').split(' ')[0]),
    )
    return times.reduce((sum, time) => sum + time, 0) / 1e6
  } catch {
    return Number.NaN
  }
}

/** Asks each page `rounds` times, one after the other. @param {string} data @param {number} rounds */
export async function askPages(data, rounds) {
  // Nothing is deleted meanwhile.
  const env = { BALEFIRE_RETENTION__PERFORMANCE_DAYS: '0', BALEFIRE_RETENTION__PERFORMANCE_SIZE: '0' }
  const proxy = await startProxy({ data, env })
  try {
    const rows = [['page', 'KB', 'first', 'p50', 'p95', 'longest', 'work, median']]
    for (const [name, path] of PAGES) {
      /** @type {number[]} */
      const times = []
      /** @type {number[]} */
      const work = []
      let size = 0
      for (let round = 0; round < rounds; round++) {
        const [begin, before] = [performance.now(), worked(proxy.pid)]
        const response = await fetch(`${proxy.url}/${path}`)
        const text = await response.text()
        if (!response.ok) throw new Error(`GET ${path}: ${response.status}`)
        times.push(performance.now() - begin)
        work.push(worked(proxy.pid) - before)
        size = text.length
      }
      const ms = (/** @type {number} */ time) => `${time.toFixed(0)} ms`
      const [first = Number.NaN] = times
      rows.push([
        name,
        (size / 1000).toFixed(0),
        ...[first, median(times), percentile(times, 0.95), Math.max(...times), median(work)].map(ms),
      ])
    }
    console.log(`\n${columns(rows)}`)
  } finally {
    await proxy.stop()
  }
}
