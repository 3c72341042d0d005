// @ts-check
// `npm run matrix`: the slow runs that the gate leaves out. Stops at the first step that fails, unless told to
// --keep-going; `npm run matrix -- soak` runs only the steps whose names contain one of the words.
import { targets } from './fuzz.mjs'
import { whenRun } from './run.mjs'
import { runNamed } from './steps.mjs'

const node = process.execPath
/** How long each target is fuzzed, in seconds. */
const FUZZ = 300
/** Longest time for all cases of one browser, in ms. */
const FAULTS = 1_800_000

/** @type {() => import('./steps.mjs').Step[]} */
export const steps = () => [
  { name: 'setup', command: [node, 'scripts/setup.mjs', 'build'] },
  { name: 'build', command: [node, 'scripts/build.mjs'] },
  {
    name: 'faults, all cases',
    command: [node, '--test', `--test-timeout=${FAULTS}`, 'tests/e2e/faults.test.mjs'],
    env: { FAULTS: 'all' },
  },
  {
    name: 'faults by chance',
    command: [node, '--test', `--test-timeout=${FAULTS}`, 'tests/e2e/faults-chance.test.mjs'],
    env: { FAULTS_SEED: '1', FAULTS_RUNS: '200' },
  },
  {
    name: 'faults by chance, in Firefox',
    command: [node, '--test', `--test-timeout=${FAULTS}`, 'tests/e2e/faults-chance.test.mjs'],
    env: { FAULTS_SEED: '1', FAULTS_RUNS: '40', FAULTS_BROWSER: 'firefox' },
  },
  {
    name: 'broken pages, with tracing',
    command: [node, '--test', `--test-timeout=${FAULTS}`, 'tests/e2e/broken-pages.test.mjs'],
    env: { SCRIPT: 'balefire-tracing.min.js' },
  },
  {
    name: 'vitals, all pages',
    command: [node, '--test', `--test-timeout=${FAULTS}`, 'tests/e2e/vitals.test.mjs'],
    env: { VITALS: 'all' },
  },
  {
    name: 'deaths of wasm, all ways',
    command: [node, '--test', `--test-timeout=${FAULTS}`, 'tests/e2e/deaths.test.mjs'],
    env: { DEATHS: 'all' },
  },
  {
    name: 'places of wasm, all',
    command: [node, '--test', `--test-timeout=${FAULTS}`, 'tests/e2e/wasm-places.test.mjs'],
    env: { PLACES: 'all' },
  },
  {
    name: 'pages, all settings',
    command: [node, '--test', `--test-timeout=${FAULTS}`, 'tests/e2e/pages-accessible.test.mjs'],
    env: { PAGES: 'all' },
  },
  { name: 'leaving', command: [node, 'scripts/bench.mjs', 'leaving', '--check'] },
  {
    name: 'rules through 200 kills',
    command: ['cargo', 'test', '-p', 'balefire-proxy', '--test', 'program', 'rules_and_their_messages'],
    env: { KILLS: '200' },
  },
  {
    name: 'the pace of a robot, in real time',
    command: [node, '--test', '--test-timeout=600000', 'tests/dingtalk/real-time/pace.test.mjs'],
  },
  {
    // Each installs what its lock pins, once; they are large.
    name: 'bundlers',
    command: [node, '--test', '--test-timeout=900000', 'tests/bundlers/bundlers.test.mjs'],
  },
  {
    // Installs what its lock pins, once: 100 MB.
    name: 'clients of the web API',
    command: [node, '--test', '--test-timeout=900000', 'tests/clients/web-api/web-api.test.mjs'],
  },
  {
    // Links an app of each framework, which takes two cores some minutes.
    name: 'error boundaries of the frameworks',
    command: [node, '--test', `--test-timeout=${FAULTS}`, 'tests/frameworks/boundaries.test.mjs'],
  },
  {
    // Links an app of each framework twice.
    name: 'ten panics in each framework',
    command: [node, '--test', '--test-timeout=3600000', 'tests/frameworks/ten-panics.test.mjs'],
  },
  {
    // Installs what its lock pins, once: 92 MB.
    name: 'the crate in Deno',
    command: [node, '--test', '--test-timeout=900000', 'tests/clients/deno/deno.test.mjs'],
  },
  { name: 'crate, all features', command: ['cargo', 'test', '-p', 'balefire', '--all-features'] },
  { name: 'crate, oldest and newest versions', command: [node, 'scripts/crate-versions.mjs'] },
  {
    name: 'soak, 20 minutes',
    command: [node, 'scripts/bench.mjs', 'soak', '--seconds', '1200', '--rate', '1000'],
  },
  ...targets().map((target) => ({
    name: `fuzz ${target}`,
    command: [node, 'scripts/fuzz.mjs', target, String(FUZZ)],
  })),
]

await whenRun(import.meta.url, (args) => runNamed('npm run matrix', steps(), args))
