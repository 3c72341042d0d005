// @ts-check
// Where the tools lie that are not on every machine, and of which version they must be.
import { accessSync, constants, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { ask, root } from './run.mjs'

/** Tools that setup builds or fetches, out of the tree that git sees. */
export const toolsFolder = join(root, '.tools')
/** The Python environment of the tests. */
export const venv = join(toolsFolder, 'venv')
/** The Python environment of Bugsink, which may want other versions of what the tests use. */
export const bugsinkVenv = join(toolsFolder, 'bugsink')

/** A program that npm brought. */
export const npmBin = (/** @type {string} */ name) => join(root, 'node_modules', '.bin', name)
/** A program that pip brought. */
export const venvBin = (/** @type {string} */ name) => join(venv, 'bin', name)
/** A program that pip brought with Bugsink. */
export const bugsinkBin = (/** @type {string} */ name) => join(bugsinkVenv, 'bin', name)

/** Whether a file is there and may be run. */
export function isProgram(/** @type {string} */ path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** The path of a program on PATH. */
export function onPath(/** @type {string} */ name) {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean)
  return folders.map((folder) => join(folder, name)).find(isProgram)
}

/**
 * The version of wasm-bindgen that the crates link: the tool must be exactly of the same.
 * @param {string} manifest the text of Cargo.toml
 */
export function wasmBindgenVersion(manifest = readFileSync(join(root, 'Cargo.toml'), 'utf8')) {
  return /^wasm-bindgen\s*=.*"=(\d+\.\d+\.\d+)"/m.exec(manifest)?.[1]
}

/** The wasm-bindgen tool of the right version, ours or one on PATH. */
export function findWasmBindgen(version = wasmBindgenVersion()) {
  const found = [join(toolsFolder, 'bin', 'wasm-bindgen'), onPath('wasm-bindgen')]
  return found.find(
    (path) => path && isProgram(path) && ask([path, '--version']) === `wasm-bindgen ${version}`,
  )
}

/** Chromium: the one named by the variable CHROMIUM, or one on PATH. */
export function findChromium() {
  const named = process.env.CHROMIUM
  if (named) return isProgram(named) ? named : undefined
  return ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'].map(onPath).find(Boolean)
}

/** Where cargo puts what it builds. */
export function cargoTarget() {
  const metadata =
    ask(['cargo', 'metadata', '--no-deps', '--offline', '--format-version', '1']) ??
    ask(['cargo', 'metadata', '--no-deps', '--format-version', '1'])
  return /** @type {string} */ (JSON.parse(metadata ?? '{}').target_directory ?? join(root, 'target'))
}

/** The server, as `npm run build` leaves it. */
export const proxyProgram = () => join(cargoTarget(), 'server', 'balefire-proxy')
