// @ts-check
// Where the apps are made: the packed package, the bundlers with what their locks pin, and the apps' own files.
//
// .tools/bundlers/<bundler>/ is kept from run to run, as the bundlers are large; the variable BALEFIRE_BUNDLERS names
// another folder.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../../scripts/run.mjs'
import { toolsFolder } from '../../scripts/tools.mjs'

const SOURCES = join(root, 'tests', 'bundlers')
/** Longest time for one command, in ms: Next.js downloads and builds on two cores. */
const TIMEOUT = 480_000
/** What earlier runs left, which must not be served in the place of what is built now. */
const LEFTOVERS = ['dist', 'dist-one-file', '.next', '.parcel-cache', join('node_modules', '.vite')]

export const QUIET = { NEXT_TELEMETRY_DISABLED: '1', CI: 'true', NO_COLOR: '1' }

/** Runs a command to its end. @param {string[]} command @param {string} cwd */
export function runCommand([program = '', ...args], cwd) {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd,
    env: { ...process.env, ...QUIET },
    encoding: 'utf8',
    timeout: TIMEOUT,
  })
  assert.equal(status, 0, `${[program, ...args].join(' ')}: ${error ?? ''}\n${stdout}\n${stderr}`)
  return stdout
}

/** Packs the package as it would be published, with what `npm run build` made. */
export function packPackage() {
  const folder = mkdtempSync(join(tmpdir(), 'balefire-package-'))
  const [{ filename, files }] = JSON.parse(
    runCommand(['npm', 'pack', '--ignore-scripts', '--json', '--pack-destination', folder], root),
  )
  return {
    tarball: join(folder, filename),
    /** Paths in the package. @type {string[]} */
    files: files.map((/** @type {{ path: string }} */ { path }) => path),
    remove: () => rmSync(folder, { recursive: true }),
  }
}

/**
 * A folder with the app's files, its bundler and the package, but nothing that was built before.
 * @param {import('./apps.mjs').App} app
 * @param {string} tarball
 */
export function prepareFolder({ bundler, source = 'shop' }, tarball) {
  const folder = bundler
    ? join(process.env.BALEFIRE_BUNDLERS ?? join(toolsFolder, 'bundlers'), bundler)
    : mkdtempSync(join(tmpdir(), 'balefire-app-'))
  mkdirSync(folder, { recursive: true })
  for (const leftover of LEFTOVERS) rmSync(join(folder, leftover), { recursive: true, force: true })
  if (bundler) cpSync(join(SOURCES, bundler), folder, { recursive: true })
  cpSync(join(SOURCES, source), folder, { recursive: true })
  if (bundler) install(folder)

  const own = join(folder, 'node_modules', 'balefire')
  rmSync(own, { recursive: true, force: true })
  mkdirSync(own, { recursive: true })
  runCommand(['tar', '-xzf', tarball, '--strip-components=1', '-C', own], folder)
  return {
    folder,
    bin: (/** @type {string} */ program) => join(folder, 'node_modules', '.bin', program),
    remove: () => bundler || rmSync(folder, { recursive: true }),
  }
}

/** Installs what the lock pins, unless it is there. @param {string} folder */
function install(folder) {
  const lock = join(folder, 'package-lock.json')
  const installed = join(folder, 'node_modules', 'installed-lock.json')
  const text = readFileSync(lock, 'utf8')
  if (existsSync(installed) && readFileSync(installed, 'utf8') === text) return
  runCommand(['npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], folder)
  cpSync(lock, installed)
}
