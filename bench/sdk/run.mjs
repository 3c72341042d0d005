// @ts-check
// `npm run bench -- sdk [--n 9] [--phases cold1,cold6,hot,heap] [--only balefire,sentry,none] [--check]`
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { root, Trouble } from '../../scripts/run.mjs'
import { startBrowser } from './browser.mjs'
import { cold, heap, hot, smoke } from './phases.mjs'
import { isOver, table } from './report.mjs'
import { startServer } from './server.mjs'
import { NAMES, subjects } from './subjects.mjs'

/** @type {Record<string, (page: any, subject: any) => Promise<any>>} */
const PHASES = { cold1: cold(1), cold6: cold(6), hot, heap }

/** Rounds unless told otherwise: medians of fewer jump about. */
const ROUNDS = 9

/** @typedef {Record<string, Record<string, any[]>>} Samples by phase and subject */

/** @param {string[]} args */
export async function bench(args) {
  const { values } = parseArgs({
    args,
    options: {
      n: { type: 'string', default: String(ROUNDS) },
      phases: { type: 'string', default: Object.keys(PHASES).join(',') },
      only: { type: 'string', default: NAMES.join(',') },
      check: { type: 'boolean', default: false },
    },
  })
  const rounds = Number(values.n)
  if (!(rounds >= 1)) throw new Trouble(`--n ${values.n}? a number of rounds, from 1`)
  const phases = values.phases.split(',')
  const unknown = phases.find((name) => !PHASES[name])
  if (unknown) throw new Trouble(`--phases ${unknown}? there are: ${Object.keys(PHASES).join(', ')}`)

  const measured = await subjects(values.only.split(','))
  const server = await startServer(measured)
  const browser = await startBrowser()
  try {
    for (const subject of measured) {
      const lost = await browser.sample(server.url, (page) => smoke(page, subject))
      if (lost.length > 0) throw new Trouble(`${subject.name} does not report: ${lost.join(', ')}`)
    }
    /** @type {Samples} */
    const samples = {}
    for (let round = 0; round < rounds; round++) {
      // Now the one first, now the other: what the machine does meanwhile meets both.
      for (const subject of round % 2 ? measured.toReversed() : measured) {
        for (const phase of phases) {
          const taken = await browser.sample(server.url, (page) =>
            /** @type {any} */ (PHASES[phase])(page, subject),
          )
          samples[phase] ??= {}
          samples[phase][subject.name] ??= []
          samples[phase][subject.name]?.push(taken)
        }
      }
      process.stderr.write(`round ${round + 1} of ${rounds}\n`)
    }
    const folder = join(root, 'bench', 'results')
    mkdirSync(folder, { recursive: true })
    const path = join(folder, `sdk-${new Date().toISOString().replaceAll(':', '-')}.json`)
    writeFileSync(path, JSON.stringify({ chromium: browser.version, rounds, samples }, null, 1))
    console.log(`\nChromium ${browser.version}, medians of ${rounds} rounds\n`)
    console.log(table(samples))
    console.log(`\nall samples: ${path.replace(`${root}/`, '')}`)
    if (values.check && isOver(samples)) throw new Trouble('A budget is exceeded.')
  } finally {
    await browser.close()
    await server.close()
  }
}
