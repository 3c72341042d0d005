// @ts-check
// Checks the crate with the oldest Rust and the oldest wasm-bindgen that it admits, and with the newest: an app chooses both.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ask, root, run, Trouble, whenRun } from './run.mjs'

const MANIFEST = readFileSync(join(root, 'rust', 'Cargo.toml'), 'utf8')
const WASM = 'wasm32-unknown-unknown'

/** The oldest versions that rust/Cargo.toml admits. */
const [, OLDEST_BINDGEN] = /^wasm-bindgen = \{ version = "([\d.]+)"/m.exec(MANIFEST) ?? []
const [, OLDEST_RUST] = /^rust-version = "([\d.]+)"/m.exec(MANIFEST) ?? []

const FEATURES = 'features = ["anyhow", "direct", "serde", "tracing"]'

const manifest = (/** @type {string} */ bindgen, features = '') => `[package]
name = "crate-versions"
version = "0.0.0"
edition = "2021"
rust-version = "${OLDEST_RUST}"

[lib]
path = "lib.rs"

[dependencies]
balefire = { path = ${JSON.stringify(join(root, 'rust'))}, ${features} }
wasm-bindgen = "${bindgen}"

[workspace]
resolver = "3"
`

await whenRun(import.meta.url, async () => {
  if (!OLDEST_BINDGEN || !OLDEST_RUST)
    throw new Trouble('rust/Cargo.toml names no oldest version of wasm-bindgen or of Rust')
  const rust = `${OLDEST_RUST}.0`
  if (!ask(['rustup', 'which', '--toolchain', rust, 'rustc']))
    throw new Trouble(
      `Rust ${rust} is missing: rustup toolchain install ${rust} --profile minimal -t ${WASM}`,
    )
  const folder = mkdtempSync(join(tmpdir(), 'balefire-crate-versions-'))
  try {
    writeFileSync(
      join(folder, 'lib.rs'),
      'pub fn start() {\n    std::mem::forget(balefire::init("https://key@h/1"));\n}\n',
    )
    for (const [toolchain, bindgen, features] of [
      [[], `=${OLDEST_BINDGEN}`, ''],
      [[], OLDEST_BINDGEN, FEATURES],
      [[`+${rust}`], OLDEST_BINDGEN, FEATURES],
    ]) {
      writeFileSync(join(folder, 'Cargo.toml'), manifest(String(bindgen), String(features)))
      rmSync(join(folder, 'Cargo.lock'), { force: true })
      await run(['cargo', ...(toolchain ?? []), 'check', '--target', WASM], {
        cwd: folder,
        env: { CARGO_TARGET_DIR: join(root, 'target', 'crate-versions') },
      })
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
