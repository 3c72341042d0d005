// @ts-check
// The modules of the core's crate, small.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { withoutPanics } from './mute.mjs'
import { fill } from './output.mjs'
import { root, run } from './run.mjs'
import { npmBin } from './tools.mjs'
import { bind, compile, withFolder } from './wasm.mjs'

/**
 * Features of every browser with WebAssembly.instantiateStreaming and externref. Named one by one: with
 * `--all-features` binaryen 132 emits compact imports, which Chromium 156 refuses.
 */
const FEATURES = [
  'bulk-memory',
  'nontrapping-float-to-int',
  'sign-ext',
  'mutable-globals',
  'reference-types',
  'multivalue',
]

/** The exports of the core that js/core/core.js uses. */
const CORE = ['memory', 'read_stack', '__wbindgen_malloc', '__wbindgen_free']

/** The functions of src/vitals/exports.rs, which js/on_demand/performance/vitals/ calls by these names. */
export const VITALS = exportsOf(readFileSync(join(root, 'src', 'vitals', 'exports.rs'), 'utf8'))

/** @param {string} source */
function exportsOf(source) {
  return [...source.matchAll(/#\[wasm_bindgen\]\npub fn (\w+)/g)].map(([, name = '']) => name)
}

/** Builds the core. The JavaScript that wasm-bindgen puts around it is not used: js/core/core.js is smaller. */
export const core = () => small('js', CORE)

/** Builds the module of the web vitals, which has no texts and therefore needs neither memory nor allocator. */
export const vitals = () => small('vitals', VITALS)

/**
 * A module of the crate, with one of its features. One after the other: cargo puts both in one place.
 * @param {string} feature
 * @param {string[]} names the exports that are used
 */
export async function small(feature, names) {
  // Here and not in Cargo.toml: beside a library, Cargo does not optimise across crates, and the module is a fifth larger.
  const flags = ['--features', feature, '--crate-type', 'cdylib']
  const module = await compile('balefire-core', flags, 'release', 'rustc')
  const files = await bind(module, 'balefire', 'bundler')
  return withFolder(async (folder) => {
    fill(folder, files)
    const wasm = join(folder, 'balefire_bg.wasm')
    const graph = join(folder, 'graph.json')
    writeFileSync(graph, JSON.stringify(reached(names)))
    const features = FEATURES.map((feature) => `--enable-${feature}`)
    await run([npmBin('wasm-metadce'), wasm, '-g', '-f', graph, ...features, '-o', wasm])
    writeFileSync(wasm, await withoutPanics(readFileSync(wasm)))
    const shrink = [
      '--merge-similar-functions',
      '-Oz',
      '--converge',
      // Rust puts the stack there, and reaches it only just before an overflow.
      '--low-memory-unused',
    ]
    await run([npmBin('wasm-opt'), wasm, '-g', ...shrink, ...features, '-o', wasm])
    const strip = ['--strip-debug', '--strip-producers', '--strip-target-features']
    // Without names it finds some more.
    await run([npmBin('wasm-opt'), wasm, ...features, ...strip, '-Oz', '-o', wasm])
    return readFileSync(wasm)
  })
}

/** The exports for wasm-metadce. It also removes the table of JavaScript values, which stays empty. @param {string[]} names */
const reached = (names) => [
  { name: 'js', root: true, reaches: names },
  ...names.map((name) => ({ name, export: name })),
]
