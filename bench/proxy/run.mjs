// @ts-check
// `npm run bench -- proxy [--secs 5] [--rounds 1] [--case NAME].. [--program PATH].. [--profile]`
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { root, run, Trouble } from '../../scripts/run.mjs'
import { proxyProgram } from '../../scripts/tools.mjs'
import { BASE, CASES, chosen } from './cases.mjs'
import { envelope, SHAPES } from './envelopes.mjs'
import { BUILD, measure } from './measure.mjs'
import { profiler } from './profile.mjs'
import { acceptedRate, loss, ratios, table, verdicts } from './report.mjs'

/** @typedef {import('./report.mjs').Samples} Samples */

/** @param {string[]} args */
export async function bench(args) {
  const { values } = parseArgs({
    args,
    options: {
      secs: { type: 'string', default: '5' },
      rounds: { type: 'string', default: '1' },
      case: { type: 'string', multiple: true },
      program: { type: 'string', multiple: true },
      profile: { type: 'boolean', default: false },
    },
  })
  const [secs, rounds] = [Number(values.secs), Number(values.rounds)]
  if (!(secs > 0)) throw new Trouble(`--secs ${values.secs}? a number above 0`)
  if (!(rounds >= 1)) throw new Trouble(`--rounds ${values.rounds}? a number of rounds, from 1`)
  const names = values.case ?? (values.profile ? [BASE] : CASES.map(({ name }) => name))
  const unknown = names.find((wanted) => !CASES.some(({ name }) => name === wanted))
  if (unknown) throw new Trouble(`--case ${unknown}? there are: ${CASES.map(({ name }) => name).join(', ')}`)
  const programs = (values.program ?? [proxyProgram()]).map((path) => resolve(path))
  const missing = programs.find((path) => !existsSync(path))
  if (missing) throw new Trouble(`${missing} is missing: npm run build`)
  if (programs.length > 2) throw new Trouble('--program: one to measure, or two to compare')

  await run(BUILD)
  const work = mkdtempSync(join(tmpdir(), 'balefire-envelopes-'))
  try {
    for (const [size, shape] of Object.entries(SHAPES)) writeFileSync(join(work, size), envelope(shape))
    const profile = values.profile ? profiler() : undefined
    /** @type {Samples[]} */
    const samples = programs.map(() => ({}))
    for (let round = 0; round < rounds; round++) {
      for (const how of chosen(names)) {
        const order = programs.map((_, at) => at)
        // Now the one first, now the other: what the machine does meanwhile meets both.
        for (const at of round % 2 ? order.toReversed() : order) {
          const load = { envelope: join(work, how.size), secs, rate: rateOf(how, samples) }
          const beside = names.includes(how.name) ? profile?.beside : undefined
          const report = await measure(programs[at] ?? '', how, load, beside)
          const own = /** @type {Samples} */ (samples[at])
          own[how.name] ??= []
          own[how.name]?.push(report)
          if (beside) console.log(`\n${how.name}\n\n${profile?.found.table}`)
        }
        process.stderr.write(`${how.name}, round ${round + 1} of ${rounds}\n`)
      }
    }
    tell(programs, samples, { secs, rounds })
  } finally {
    rmSync(work, { recursive: true })
  }
}

/** The same for all servers that are compared. @param {import('./cases.mjs').Case} how @param {Samples[]} samples */
function rateOf({ times }, samples) {
  const found = samples[0]?.[BASE]?.[0]
  return times && found && times * acceptedRate(found)
}

/** @param {string[]} programs @param {Samples[]} samples @param {{ secs: number, rounds: number }} how */
function tell(programs, samples, { secs, rounds }) {
  const folder = join(root, 'bench', 'results')
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `proxy-${new Date().toISOString().replaceAll(':', '-')}.json`)
  const all = programs.map((program, at) => ({ program, samples: samples[at] }))
  writeFileSync(path, JSON.stringify({ secs, rounds, all }, null, 1))
  for (const { program, samples = {} } of all) {
    console.log(
      `\n${program.replace(`${root}/`, '')}, ${secs} s a case; rounds: ${rounds}, of which the medians are told\n`,
    )
    console.log(`${table(samples)}\n\n${verdicts(samples)}`)
  }
  const [first, second] = samples
  if (first && second) console.log(`\nthe second / the first\n\n${ratios(first, second)}`)
  console.log(`\nall samples: ${path.replace(`${root}/`, '')}`)
  const losses = samples.flatMap((own) =>
    Object.entries(own).flatMap(([name, reports]) =>
      reports.filter(loss).map((report) => ({ name, report })),
    ),
  )
  if (losses.length > 0) throw new Trouble(losses.map(({ name, report }) => lost(name, report)).join('\n'))
}

const lost = (/** @type {string} */ name, /** @type {import('./measure.mjs').Report} */ report) =>
  `${name}: ${loss(report)} of ${report.accepted} envelopes were said 200 to and are not stored.
${Object.entries(report.outcomes)
  .map(([outcome, count]) => `  ${outcome} ${count}`)
  .join('\n')}`
