// @ts-check
// Checks the crate with the oldest wasm-bindgen that it admits, and with the newest: an app chooses the version.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root, run, Trouble, whenRun } from './run.mjs'

const [, OLDEST] =
  /^wasm-bindgen = \{ version = "([\d.]+)"/m.exec(readFileSync(join(root, 'rust', 'Cargo.toml'), 'utf8')) ??
  []

const CHECK = ['cargo', 'check', '--target', 'wasm32-unknown-unknown']

const manifest = (/** @type {string} */ version) => `[package]
name = "wasm-bindgen-versions"
version = "0.0.0"
edition = "2021"

[lib]
path = "lib.rs"

[dependencies]
balefire = { path = ${JSON.stringify(join(root, 'rust'))} }
wasm-bindgen = "${version}"

[workspace]
`

await whenRun(import.meta.url, async () => {
  if (!OLDEST) throw new Trouble('rust/Cargo.toml names no version of wasm-bindgen')
  const folder = mkdtempSync(join(tmpdir(), 'balefire-wasm-bindgen-'))
  try {
    writeFileSync(
      join(folder, 'lib.rs'),
      'pub fn start() {\n    std::mem::forget(balefire::init("https://key@h/1"));\n}\n',
    )
    for (const version of [`=${OLDEST}`, OLDEST]) {
      writeFileSync(join(folder, 'Cargo.toml'), manifest(version))
      rmSync(join(folder, 'Cargo.lock'), { force: true })
      await run(CHECK, {
        cwd: folder,
        env: { CARGO_TARGET_DIR: join(root, 'target', 'wasm-bindgen-versions') },
      })
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
