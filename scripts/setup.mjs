// @ts-check
// Sets up what is missing; what is there already is passed over in a moment.
//   node scripts/setup.mjs build   what `npm run build` and `npm start` need
//   node scripts/setup.mjs test    and what `npm test` needs on top
import { copyFileSync, existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { browsersToTest } from './browsers.mjs'
import { ask, root, run, Trouble, typed, whenRun } from './run.mjs'
import {
  bugsinkVenv,
  findWasmBindgen,
  npmBin,
  onPath,
  toolsFolder,
  venv,
  wasmBindgenVersion,
} from './tools.mjs'

/**
 * @typedef {object} Part
 * @property {string} name
 * @property {() => boolean} isThere
 * @property {string[][]} get the commands that bring it; none: only a person can
 * @property {string} [hint] what a person can do
 * @property {() => void} [after]
 */

const TARGET = 'wasm32-unknown-unknown'

/** @returns {Part[]} */
function toBuild() {
  const version = wasmBindgenVersion()
  if (!version)
    throw new Trouble('Cargo.toml pins no version of wasm-bindgen (wasm-bindgen = { version = "=x.y.z" }).')
  return [
    {
      name: 'Rust',
      isThere: () => !!ask(['cargo', '--version']),
      get: [],
      hint: 'Install stable Rust from https://rustup.rs and come back.',
    },
    {
      name: 'C compiler (for SQLite)',
      isThere: () => ['cc', 'gcc', 'clang'].some(onPath),
      get: [],
      hint: 'Install one, as with: apt-get install gcc libc6-dev',
    },
    {
      name: 'npm packages',
      isThere: hasPackages,
      get: [['npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']],
    },
    {
      name: `Rust target ${TARGET}`,
      isThere: () =>
        existsSync(ask(['rustc', '--print', 'target-libdir', '--target', TARGET]) || join(root, 'none')),
      get: [['rustup', 'target', 'add', TARGET]],
      hint: `Your Rust is not managed by rustup? Then install its standard library for ${TARGET}.`,
    },
    {
      name: `wasm-bindgen ${version} (compiles for some minutes, once)`,
      isThere: () => !!findWasmBindgen(version),
      // Without --locked: its lock file names a version of webpki-roots that not every index has.
      get: [['cargo', 'install', 'wasm-bindgen-cli', '--version', version, '--root', toolsFolder]],
    },
    {
      name: 'wasm-opt (npm package binaryen)',
      isThere: () => existsSync(npmBin('wasm-opt')),
      get: [['npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']],
    },
  ]
}

/** @returns {Part[]} */
function toTest() {
  return [
    {
      name: 'rustfmt and clippy',
      isThere: () => !!ask(['cargo', 'fmt', '--version']) && !!ask(['cargo', 'clippy', '--version']),
      get: [['rustup', 'component', 'add', 'rustfmt', 'clippy']],
    },
    browsersToTest(),
    {
      name: 'Python with venv',
      isThere: () => existsSync(venv) || ask(['python3', '-c', 'import venv, ensurepip']) !== undefined,
      get: [],
      hint: 'Install Python 3 with its venv module (Debian: apt-get install python3-venv).',
    },
    fromPyPI('typos and sentry-sdk', venv, join(root, 'tests', 'requirements.txt')),
    fromPyPI('Bugsink', bugsinkVenv, join(root, 'tests', 'requirements-bugsink.txt')),
  ]
}

/**
 * A Python environment with what a file pins.
 * @param {string} name
 * @param {string} folder
 * @param {string} pins
 * @returns {Part}
 */
function fromPyPI(name, folder, pins) {
  const installed = join(folder, 'requirements.txt')
  const python = join(folder, 'bin', 'python')
  return {
    name: `${name} (PyPI)`,
    isThere: () => existsSync(installed) && readFileSync(installed, 'utf8') === readFileSync(pins, 'utf8'),
    get: [
      ['python3', '-m', 'venv', '--clear', folder],
      [python, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', pins],
    ],
    after: () => copyFileSync(pins, installed),
  }
}

/** npm writes its own lock file last; one that is older than ours is of another time. */
function hasPackages() {
  const own = join(root, 'node_modules', '.package-lock.json')
  return existsSync(own) && statSync(own).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs
}

/** Brings one part, unless it is there. */
async function bring(/** @type {Part} */ part) {
  if (part.isThere()) return
  const trouble = (/** @type {string} */ what) =>
    new Trouble([`${part.name}: ${what}.`, part.hint].filter(Boolean).join('\n'))
  if (part.get.length === 0) throw trouble('missing')
  for (const command of part.get) {
    console.log(`setup: ${part.name}: ${typed(command)}`)
    await run(command).catch((error) => {
      throw trouble(error.message)
    })
  }
  part.after?.()
  if (!part.isThere()) throw trouble('still missing after its installation')
}

/** Sets up what is missing. */
export async function setup(/** @type {'build' | 'test'} */ mode) {
  const [major = 0] = process.versions.node.split('.').map(Number)
  if (major < 20) throw new Trouble(`Node ${process.versions.node} is too old: 20 or newer is needed.`)
  for (const part of mode === 'test' ? [...toBuild(), ...toTest()] : toBuild()) await bring(part)
  console.log(`setup: all there to ${mode}`)
}

await whenRun(import.meta.url, ([mode = 'build']) => {
  if (mode !== 'build' && mode !== 'test') throw new Trouble('usage: node scripts/setup.mjs build|test')
  return setup(mode)
})
