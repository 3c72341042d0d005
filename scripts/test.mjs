// @ts-check
// `npm test`: the gate. Stops at the first step that fails, unless told to --keep-going;
// `npm test -- clippy typos` runs only the steps whose names contain one of the words.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { root, run, Trouble, typed, whenRun } from './run.mjs'
import { npmBin, venvBin } from './tools.mjs'

/** @typedef {{ name: string, command: string[], env?: Record<string, string> }} Step */
/** @typedef {{ name: string, seconds: number, hasPassed: boolean }} Ran */

const node = process.execPath
const wasm = ['--target', 'wasm32-unknown-unknown']
const strict = ['--', '-D', 'warnings']
/** Workspaces of their own. */
const client = ['--manifest-path', 'tests/clients/rust/Cargo.toml']
const fuzz = ['--manifest-path', 'fuzz/Cargo.toml']
/** Apps for the browser alone. */
const apps = [
  'balefire-demo',
  'balefire-deaths',
  'balefire-example-tasks',
  'balefire-example-yew',
  'balefire-example-leptos',
]
/** @param {string} flag @param {string[]} names */
const each = (flag, names) => names.flatMap((name) => [flag, name])

/** @type {() => Step[]} */
const steps = () => [
  { name: 'setup', command: [node, 'scripts/setup.mjs', 'test'] },
  { name: 'rustfmt', command: ['cargo', 'fmt', '--all', '--check'] },
  { name: 'rustfmt, client', command: ['cargo', 'fmt', ...client, '--check'] },
  { name: 'rustfmt, fuzz', command: ['cargo', 'fmt', ...fuzz, '--check'] },
  { name: 'biome', command: [npmBin('biome'), 'check', '--error-on-warnings'] },
  { name: 'tsc', command: [npmBin('tsc'), '--noEmit'] },
  { name: 'typos', command: [venvBin('typos')] },
  {
    name: 'clippy, native',
    command: ['cargo', 'clippy', '--workspace', ...each('--exclude', apps), '--all-targets', ...strict],
  },
  {
    name: 'clippy, client',
    command: ['cargo', 'clippy', ...client, '--locked', '--target-dir', 'target/clients', ...strict],
  },
  {
    name: 'clippy, fuzz',
    command: ['cargo', 'clippy', ...fuzz, '--locked', '--no-deps', '--target-dir', 'target', ...strict],
    // Nothing is linked, so libFuzzer, which is C++, need not be there.
    env: { CUSTOM_LIBFUZZER_PATH: '/nowhere/libfuzzer.a' },
  },
  {
    name: 'clippy, core in wasm',
    command: ['cargo', 'clippy', '-p', 'balefire-core', ...wasm, '--features', 'js', ...strict],
  },
  { name: 'cargo test', command: ['cargo', 'test'] },
  { name: 'cargo test, load', command: ['cargo', 'test', '-p', 'balefire-load'] },
  { name: 'cargo test, all of the crate', command: ['cargo', 'test', '-p', 'balefire', '--all-features'] },
  {
    name: 'rustdoc',
    command: ['cargo', 'doc', '--no-deps', '--features', 'balefire/anyhow,balefire/direct,balefire/tracing'],
    env: { RUSTDOCFLAGS: '-Dwarnings' },
  },
  { name: 'build', command: [node, 'scripts/build.mjs'] },
  {
    // Behind the build, which makes what the crate carries.
    name: 'clippy, apps in wasm',
    command: [
      ...['cargo', 'clippy', ...each('-p', ['balefire', ...apps]), ...wasm],
      ...['--features', 'balefire-deaths/balefire', ...strict],
    ],
  },
  {
    name: 'clippy, all of the crate in wasm',
    command: ['cargo', 'clippy', '-p', 'balefire', ...wasm, '--all-features', ...strict],
  },
  { name: 'size', command: [node, 'scripts/size.mjs'] },
  { name: 'size of an app', command: [node, 'scripts/app-size.mjs'] },
  {
    name: 'node tests',
    command: [node, '--test', ...testsIn('tests'), ...testsIn('tests/js'), ...testsIn('tests/dingtalk')],
  },
  { name: 'e2e', command: [node, 'scripts/e2e.mjs'] },
]

function testsIn(/** @type {string} */ folder) {
  const files = readdirSync(join(root, folder)).filter((file) => file.endsWith('.test.mjs'))
  return files.sort().map((file) => join(folder, file))
}

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

await whenRun(import.meta.url, async (args) => {
  const words = args.filter((arg) => !arg.startsWith('--'))
  const unknown = args.find((arg) => arg.startsWith('--') && arg !== '--keep-going')
  if (unknown) throw new Trouble(`${unknown}? usage: npm test [-- [--keep-going] [STEP..]]`)
  const all = steps()
  const wanted =
    words.length === 0 ? all : all.filter(({ name }) => words.some((word) => name.includes(word)))
  if (wanted.length === 0)
    throw new Trouble(`no step is named so; there are: ${all.map(({ name }) => name).join(' | ')}`)
  const ran = await runAll(wanted, {
    isStubborn: args.includes('--keep-going'),
    doStep: ({ name, command, env }) => {
      console.log(`\n== ${name}: ${typed(command)}`)
      return run(command, { env: env ?? {} })
    },
  })
  console.log(`\n${summary(ran, wanted.length)}`)
  if (ran.some(({ hasPassed }) => !hasPassed)) process.exitCode = 1
})
