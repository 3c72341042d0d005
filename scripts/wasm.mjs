// @ts-check
// Rust to wasm, and the files of JavaScript around it.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { filesIn } from './output.mjs'
import { root, run, Trouble } from './run.mjs'
import { cargoTarget, findWasmBindgen } from './tools.mjs'

/** @typedef {import('./output.mjs').Files} Files */

const TARGET = 'wasm32-unknown-unknown'

/**
 * Where rustup's component rust-src is installed, the standard library's panic messages hold its path on this
 * machine: longer, and nobody's business.
 */
function remapped() {
  const ask = (/** @type {string[]} */ ...args) =>
    execFileSync('rustc', args, { cwd: root, encoding: 'utf8' })
  const sysroot = ask('--print', 'sysroot').trim()
  const [, hash] = /^commit-hash: (\w+)$/m.exec(ask('-vV')) ?? []
  return {
    CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS: `--remap-path-prefix=${sysroot}/lib/rustlib/src/rust=/rustc/${hash}`,
  }
}

/** Compiles a crate to wasm; the path of the module. */
export async function compile(
  /** @type {string} */ name,
  /** @type {string[]} */ flags = [],
  /** @type {'release' | 'lines'} */ profile = 'release',
  /** @type {'build' | 'rustc'} */ subcommand = 'build',
) {
  const command = ['cargo', subcommand, '--profile', profile, '--target', TARGET, '-p', name, ...flags]
  await run(command, { env: remapped() })
  return join(cargoTarget(), TARGET, profile, `${name.replaceAll('-', '_')}.wasm`)
}

/**
 * The files that wasm-bindgen makes of a module: for the web they fetch the module by themselves; for a bundler they
 * are smaller and leave that to js/core/core.js.
 * @returns {Promise<Files>}
 */
export async function bind(
  /** @type {string} */ module,
  /** @type {string} */ name,
  /** @type {'web' | 'bundler' | 'no-modules' | 'nodejs' | 'deno'} */ target,
  /** @type {string[]} */ flags = [],
) {
  const tool = findWasmBindgen()
  if (!tool) throw new Trouble('wasm-bindgen is missing: node scripts/setup.mjs build')
  return withFolder(async (folder) => {
    const output = ['--out-name', name, '--out-dir', folder]
    await run([tool, module, '--target', target, '--no-typescript', ...flags, ...output])
    return filesIn(folder)
  })
}

/** @template T @param {(folder: string) => Promise<T>} work */
export async function withFolder(work) {
  const folder = mkdtempSync(join(tmpdir(), 'balefire-build-'))
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
