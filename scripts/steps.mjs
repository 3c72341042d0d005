// @ts-check
// Named steps, one after the other, with a table of their times: what `npm test` and `npm run matrix` are made of.
import { run, Trouble, typed } from './run.mjs'

/** @typedef {{ name: string, command: string[], env?: Record<string, string> }} Step */
/** @typedef {{ name: string, seconds: number, hasPassed: boolean }} Ran */

/**
 * Runs steps in their order.
 * @param {Step[]} steps
 * @param {{ isStubborn: boolean, doStep: (step: Step) => Promise<unknown> }} how `isStubborn`: goes on after a failure
 */
export async function runAll(steps, { isStubborn, doStep }) {
  /** @type {Ran[]} */
  const ran = []
  for (const step of steps) {
    const since = performance.now()
    const trouble = await doStep(step).then(
      () => undefined,
      (error) => /** @type {Error} */ (error),
    )
    const seconds = (performance.now() - since) / 1000
    if (trouble) console.error(`\n${step.name}: ${trouble.message}`)
    ran.push({ name: step.name, seconds, hasPassed: !trouble })
    if (trouble && !isStubborn) break
  }
  return ran
}

/** The times of the steps, and the last line, which other programs read. */
export function summary(/** @type {Ran[]} */ ran, /** @type {number} */ planned) {
  const rows = ran.map(({ name, seconds, hasPassed }) => [
    hasPassed ? 'ok    ' : 'FAILED',
    seconds.toFixed(1).padStart(8),
    name,
  ])
  const total = ran.reduce((sum, { seconds }) => sum + seconds, 0)
  const passed = ran.filter(({ hasPassed }) => hasPassed).length
  const skipped = planned - ran.length
  return [
    ...rows.map((row) => row.join('  ')),
    `all     ${total.toFixed(1).padStart(8)}  seconds${skipped > 0 ? `, ${skipped} not run` : ''}`,
    `${passed} passed, ${ran.length - passed} failed`,
  ].join('\n')
}

/**
 * The steps whose names contain one of the words; all without words.
 * @param {Step[]} steps
 * @param {string[]} words
 */
export function named(steps, words) {
  const found =
    words.length === 0 ? steps : steps.filter(({ name }) => words.some((word) => name.includes(word)))
  if (found.length === 0)
    throw new Trouble(`no step is named so; there are: ${steps.map(({ name }) => name).join(' | ')}`)
  return found
}

/**
 * Runs the steps that are asked for, and says how they ended.
 * @param {string} script what the user typed
 * @param {Step[]} steps
 * @param {string[]} args `--keep-going`, and words of names
 */
export async function runNamed(script, steps, args) {
  const unknown = args.find((arg) => arg.startsWith('--') && arg !== '--keep-going')
  if (unknown) throw new Trouble(`${unknown}? usage: ${script} [-- [--keep-going] [STEP..]]`)
  const wanted = named(
    steps,
    args.filter((arg) => !arg.startsWith('--')),
  )
  const ran = await runAll(wanted, {
    isStubborn: args.includes('--keep-going'),
    doStep: ({ name, command, env }) => {
      console.log(`\n== ${name}: ${typed(command)}`)
      return run(command, { env: env ?? {} })
    },
  })
  console.log(`\n${summary(ran, wanted.length)}`)
  if (ran.some(({ hasPassed }) => !hasPassed)) process.exitCode = 1
}
