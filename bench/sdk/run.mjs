// @ts-check
// `npm run bench -- sdk [--n 5] [--phases cold1,hot] [--only all] [--check]`; docs/bench.md says what is measured.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { root, Trouble } from '../../scripts/run.mjs'
import { startBrowser } from './browser.mjs'
import { cold, failing, heap, hot, smoke } from './phases.mjs'
import { isOver, table } from './report.mjs'
import { startServer } from './server.mjs'
import { QUICK, subjects } from './subjects.mjs'
import { load, view } from './visits.mjs'

/** @typedef {(page: import('./browser.mjs').SamplePage, subject: import('./subjects.mjs').Subject) => Promise<any>} Phase */

/** @param {import('./server.mjs').Server} server @returns {Record<string, Phase>} */
const phasesOf = (server) => ({
  view: view(server, ''),
  error: view(server, '?error'),
  cold1: cold(1),
  cold6: cold(6),
  error1: failing(1),
  error6: failing(6),
  sync1: load('sync', 1),
  sync6: load('sync', 6),
  async1: load('async', 1),
  async6: load('async', 6),
  hot,
  heap,
})

/** Rounds unless told otherwise: medians of fewer jump about. */
const ROUNDS = 5

/** @typedef {Record<string, Record<string, any[]>>} Samples by phase and subject */

/** @param {string[]} args */
export async function bench(args) {
  const { values } = parseArgs({
    args,
    options: {
      n: { type: 'string', default: String(ROUNDS) },
      phases: { type: 'string' },
      only: { type: 'string', default: QUICK.join(',') },
      check: { type: 'boolean', default: false },
    },
  })
  const rounds = Number(values.n)
  if (!(rounds >= 1)) throw new Trouble(`--n ${values.n}? a number of rounds, from 1`)
  const measured = await subjects(values.only)
  const server = await startServer(measured)
  const browser = await startBrowser(server.url)
  try {
    const known = phasesOf(server)
    const phases = values.phases?.split(',') ?? Object.keys(known)
    const unknown = phases.find((name) => !known[name])
    if (unknown) throw new Trouble(`--phases ${unknown}? there are: ${Object.keys(known).join(', ')}`)

    for (const subject of measured) judge(subject, await browser.sample((page) => smoke(page, subject)))
    const folder = join(root, 'bench', 'results')
    mkdirSync(folder, { recursive: true })
    const path = join(folder, `sdk-${new Date().toISOString().replaceAll(':', '-')}.json`)
    /** @type {Samples} */
    const samples = {}
    for (let round = 0; round < rounds; round++) {
      // Now the one first, now the other: what the machine does meanwhile meets both.
      for (const subject of round % 2 ? measured.toReversed() : measured) {
        for (const phase of phases) {
          const take = /** @type {Phase} */ (known[phase])
          const taken = await browser.sample((page) => take(page, subject))
          samples[phase] ??= {}
          samples[phase][subject.name] ??= []
          samples[phase][subject.name]?.push(taken)
        }
      }
      // After each round: a run of all subjects takes long, and may be cut off.
      writeFileSync(path, JSON.stringify({ chromium: browser.version, rounds: round + 1, samples }, null, 1))
      process.stderr.write(`round ${round + 1} of ${rounds}\n`)
    }
    console.log(
      `\nChromium ${browser.version}, medians of ${rounds} rounds; in parentheses: times Sentry's\n`,
    )
    const names = measured.map(({ name }) => name)
    console.log(table(samples, names))
    console.log(`\nall samples: ${path.replace(`${root}/`, '')}`)
    if (values.check && isOver(samples)) throw new Trouble('A budget is exceeded.')
  } finally {
    await browser.close()
    await server.close()
  }
}

/**
 * Other protocols may lack a part, which is said; Sentry's clients and Balefire must report everything.
 * @param {import('./subjects.mjs').Subject} subject
 * @param {string[]} lost
 */
function judge({ name, sendsEnvelopes }, lost) {
  if (lost.length === 0) return
  const words = `${name} does not report: ${lost.join(', ')}`
  if (sendsEnvelopes || lost.includes('captureException') || lost.includes('silence'))
    throw new Trouble(words)
  process.stderr.write(`${words}\n`)
}
