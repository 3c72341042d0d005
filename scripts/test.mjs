// @ts-check
// `npm test`: the gate. Stops at the first step that fails, unless told to --keep-going;
// `npm test -- clippy typos` runs only the steps whose names contain one of the words.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { root, whenRun } from './run.mjs'
import { runNamed } from './steps.mjs'
import { npmBin, venvBin } from './tools.mjs'

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
  'balefire-prices',
  'balefire-frameworks',
  'balefire-example-tasks',
  'balefire-example-yew',
  'balefire-example-leptos',
]
/** The features of the crate but those of a framework, which takes a minute to compile. */
const features = 'anyhow,direct,serde,tracing'
/** @param {string} flag @param {string[]} names */
const each = (flag, names) => names.flatMap((name) => [flag, name])

/** @type {() => import('./steps.mjs').Step[]} */
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
    command: ['cargo', 'clippy', '-p', 'balefire-core', ...wasm, '--features', 'js,vitals', ...strict],
  },
  { name: 'cargo test', command: ['cargo', 'test'] },
  { name: 'cargo test, load', command: ['cargo', 'test', '-p', 'balefire-load'] },
  {
    // The boundaries of Leptos and Yew are linted below, and run in apps.
    name: 'cargo test, features of the crate',
    command: ['cargo', 'test', '-p', 'balefire', '--features', features],
  },
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
      ...[
        '--features',
        'balefire-deaths/balefire,balefire-frameworks/leptos,balefire-frameworks/yew',
        ...strict,
      ],
    ],
  },
  {
    // The boundaries of Leptos and Yew are linted with the apps above.
    name: 'clippy, features of the crate in wasm',
    command: ['cargo', 'clippy', '-p', 'balefire', ...wasm, '--features', features, ...strict],
  },
  { name: 'size', command: [node, 'scripts/size.mjs'] },
  { name: 'size of an app', command: [node, 'scripts/app-size.mjs'] },
  {
    name: 'node tests',
    command: [
      node,
      '--test',
      ...testsIn('tests'),
      ...testsIn('tests/js'),
      ...testsIn('tests/types'),
      ...testsIn('tests/dingtalk'),
      ...testsIn('tests/webhook'),
    ],
  },
  { name: 'e2e', command: [node, 'scripts/e2e.mjs'] },
  {
    // Slow enough for two cores; the whole is a step of `npm run matrix`.
    name: 'soak, a minute',
    command: [node, 'scripts/bench.mjs', 'soak', '--seconds', '60', '--rate', '200'],
  },
]

function testsIn(/** @type {string} */ folder) {
  const files = readdirSync(join(root, folder)).filter((file) => file.endsWith('.test.mjs'))
  return files.sort().map((file) => join(folder, file))
}

await whenRun(import.meta.url, (args) => runNamed('npm test', steps(), args))
