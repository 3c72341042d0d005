// @ts-check
// What rust/build.rs says of a crate without the script that it carries.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { root } from '../scripts/run.mjs'

const folder = mkdtempSync(join(tmpdir(), 'balefire-crate-'))
after(() => rmSync(folder, { recursive: true }))

const WASM = ['--target', 'wasm32-unknown-unknown']
const WITHOUT = ['--no-default-features', ...WASM]

/** @type {[name: string, at: string, files: string[], flags: string[], words: RegExp | undefined][]} */
const CASES = [
  ['a package, on the host', 'package', ['Cargo.toml.orig'], [], /before `cargo package`/],
  ['a package, without the recorder', 'bare', ['Cargo.toml.orig'], WITHOUT, /before `cargo package`/],
  ['a whole package', 'whole', ['Cargo.toml.orig', 'js/balefire.js'], WASM, undefined],
  ['a checkout, on the host', 'host', [], [], undefined],
  ['a checkout, for an app', 'app', [], WASM, /not built yet: run `npm run build`/],
  ['a checkout, without the recorder', 'direct', [], WITHOUT, undefined],
  ['a git dependency', 'git/checkouts/balefire-1/abc', [], WASM, /Clone the repository.*path = /],
]

for (const [name, at, files, flags, words] of CASES)
  test(name, () => {
    const crate = join(folder, at)
    mkdirSync(join(crate, 'src'), { recursive: true })
    mkdirSync(join(crate, 'js'))
    cpSync(join(root, 'rust', 'build.rs'), join(crate, 'build.rs'))
    for (const file of ['src/lib.rs', ...files]) writeFileSync(join(crate, file), '')
    writeFileSync(
      join(crate, 'Cargo.toml'),
      '[package]\nname = "carrying"\nedition = "2024"\n[features]\ndefault = ["recorder"]\nrecorder = []\n[workspace]\n',
    )
    const { status, stderr } = spawnSync('cargo', ['check', '--offline', ...flags], {
      cwd: crate,
      encoding: 'utf8',
      env: { ...process.env, CARGO_TARGET_DIR: join(folder, 'target') },
    })
    if (!words) return assert.equal(status, 0, stderr)
    assert.notEqual(status, 0)
    assert.match(stderr, words)
  })
