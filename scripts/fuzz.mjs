// @ts-check
// `npm run fuzz -- [TARGET..] [SECONDS]`: runs these targets of fuzz/, or all, for so many seconds each; docs/fuzzing.md.
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { root, run, Trouble, whenRun } from './run.mjs'
import { cargoTarget, isProgram, toolsFolder } from './tools.mjs'

const VERSION = '0.13.2'
const SECONDS = 60
/** What one input may take, in seconds; the slowest of the corpus takes some hundredths. */
const TIMEOUT = 10
/** What an input may take, in MB: all of the process. The largest of the corpus takes 200. */
const MEMORY = 1024
/** Longest inputs, in bytes, where work on one may grow faster than its length: a process with limits does it in a server. */
const LONGEST = new Map([
  ['dwarf', 2048],
  ['upload', 4096],
])

const folder = join(root, 'fuzz')
const tool = join(toolsFolder, 'cargo-fuzz')
const program = join(tool, 'bin', 'cargo-fuzz')

/**
 * The command that fuzzes a target. What it finds new is kept out of the tree that git sees.
 * @param {string} target
 * @param {number} seconds
 * @param {string} built
 */
export function command(target, seconds, built) {
  const dictionary = join(folder, 'dictionaries', `${target}.dict`)
  return [
    ...[program, 'run', '--target-dir', built, target],
    ...[join(built, 'corpus', target), join(folder, 'corpus', target)],
    ...[
      '--',
      `-max_total_time=${seconds}`,
      `-timeout=${TIMEOUT}`,
      `-rss_limit_mb=${MEMORY}`,
      '-print_final_stats=1',
    ],
    ...(LONGEST.has(target) ? [`-max_len=${LONGEST.get(target)}`] : []),
    ...(existsSync(dictionary) ? [`-dict=${dictionary}`] : []),
  ]
}

/**
 * Which targets are asked for, and for how long.
 * @param {string[]} args
 * @param {string[]} targets
 */
export function asked(args, targets) {
  const isNumber = (/** @type {string} */ arg) => /^[1-9]\d*$/.test(arg)
  const names = args.filter((arg) => !isNumber(arg))
  const unknown = names.find((name) => !targets.includes(name))
  if (unknown !== undefined || args.length - names.length > 1)
    throw new Trouble(`usage: npm run fuzz -- [TARGET..] [SECONDS]; there are: ${targets.join(' | ')}`)
  return { names: names.length > 0 ? names : targets, seconds: Number(args.find(isNumber) ?? SECONDS) }
}

/** The names of all targets. */
export const targets = () =>
  readdirSync(join(folder, 'targets'))
    .map((file) => file.replace(/\.rs$/, ''))
    .sort()

await whenRun(import.meta.url, async (args) => {
  const { names, seconds } = asked(args, targets())
  if (!isProgram(program)) {
    console.log(`fuzz: cargo-fuzz ${VERSION} compiles for some minutes, once`)
    await run(['cargo', 'install', 'cargo-fuzz', '--version', VERSION, '--locked', '--root', tool])
  }
  const built = join(cargoTarget(), 'fuzz')
  for (const target of names) {
    mkdirSync(join(built, 'corpus', target), { recursive: true })
    // The sanitizer is a flag of nightly Rust, and comes with the stable one.
    await run(command(target, seconds, built), { env: { RUSTC_BOOTSTRAP: '1' } })
  }
})
