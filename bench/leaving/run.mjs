// @ts-check
// `npm run bench -- leaving [--n 100] [--browsers chromium,firefox] [--caches cached,uncached] [--ways "same task"]
// [--answers 50,200] [--check]`
// `npm run bench -- leaving --vitals [--n 500] [--browsers chromium,firefox]`: web vitals of pages that are left early
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { root, Trouble } from '../../scripts/run.mjs'
import { launchers } from '../../tests/e2e/browsers/every.mjs'
import { startProxy } from '../../tests/e2e/proxy.mjs'
import { columns } from '../table.mjs'
import { WAYS } from './pages.mjs'
import { leave } from './round.mjs'
import { benchVitals } from './vitals.mjs'

/** Page loads of a round, unless told otherwise. */
const LOADS = 100
const CACHES = ['uncached', 'cached']
/** How long the server takes for an answer, in ms. */
const ANSWERS = [50, 200]

/** @param {string[]} args */
export async function bench(args) {
  const { values } = parseArgs({
    args,
    options: {
      n: { type: 'string', default: String(LOADS) },
      browsers: { type: 'string', default: 'chromium,firefox' },
      caches: { type: 'string', default: CACHES.join(',') },
      ways: { type: 'string', default: Object.keys(WAYS).join(',') },
      answers: { type: 'string', default: ANSWERS.join(',') },
      check: { type: 'boolean', default: false },
      vitals: { type: 'boolean', default: false },
    },
  })
  const loads = Number(values.n)
  if (!(loads >= 1)) throw new Trouble(`--n ${values.n}? a number of page loads, from 1`)
  const browsers = known('browsers', values.browsers, Object.keys(launchers))
  if (values.vitals) return void console.log(columns(await benchVitals(browsers, launchers, loads)))
  const caches = known('caches', values.caches, CACHES)
  const ways = known('ways', values.ways, Object.keys(WAYS))
  const answers = known('answers', values.answers).map(Number)
  /** @type {import('./round.mjs').Result[]} */
  const results = []
  for (const browserName of browsers) {
    const data = mkdtempSync(join(tmpdir(), 'balefire-leaving-'))
    const proxy = await startProxy({ data })
    const browser = await launchers[/** @type {keyof typeof launchers} */ (browserName)]()
    try {
      for (const cache of caches) {
        for (const way of ways) {
          for (const answer of answers) {
            const cell = { browser: browserName, cache, way, answer, loads }
            const result = await leave({ proxy, browser }, cell, `round-${results.length + 1}`)
            results.push(result)
            process.stderr.write(`${rowOf(result).join('  ')}\n`)
          }
        }
      }
    } finally {
      await browser.close()
      await proxy.stop()
      rmSync(data, { recursive: true, force: true })
    }
  }
  const folder = join(root, 'bench', 'results')
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `leaving-${new Date().toISOString().replaceAll(':', '-')}.json`)
  writeFileSync(path, JSON.stringify(results, null, 1))
  console.log(`\n${columns([HEAD, ...results.map(rowOf)])}\n\nall results: ${path.replace(`${root}/`, '')}`)
  if (values.check && results.some(({ lost, twice }) => lost > 0 || twice > 0)) {
    throw new Trouble('Events were lost or stored twice.')
  }
}

const HEAD = ['', 'answer', 'loads', 'full', 'brief', 'by a later page', 'lost', 'twice']

/** @param {import('./round.mjs').Result} result */
const rowOf = ({ browser, cache, way, answer, loads, full, brief, kept, lost, twice }) => [
  `${browser}, ${cache}, ${way}`,
  `${answer} ms`,
  ...[loads, full, brief, kept, lost, twice].map(String),
]

/** The parts of an option, each of which must be known. @param {string} name @param {string} text @param {string[]} [all] */
function known(name, text, all) {
  const parts = text.split(',')
  const unknown = all && parts.find((part) => !all.includes(part))
  if (unknown !== undefined) throw new Trouble(`--${name} ${unknown}? there are: ${all?.join(', ')}`)
  return parts
}
