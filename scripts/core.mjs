// @ts-check
// The core's module, small.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { withoutPanics } from './mute.mjs'
import { fill } from './output.mjs'
import { run } from './run.mjs'
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

/**
 * The exports that js/core/core.js uses, for wasm-metadce. It also removes the table of JavaScript values, which stays
 * empty.
 */
const REACHED = [
  { name: 'js', root: true, reaches: ['memory', 'call', '__wbindgen_malloc', '__wbindgen_free'] },
  ...['memory', 'call', '__wbindgen_malloc', '__wbindgen_free'].map((name) => ({ name, export: name })),
]

/** Builds the module. The JavaScript that wasm-bindgen puts around it is not used: js/core/core.js is smaller. */
export async function core() {
  const module = await compile('balefire-core', ['--features', 'js'])
  const files = await bind(module, 'balefire', 'bundler')
  return withFolder(async (folder) => {
    fill(folder, files)
    const wasm = join(folder, 'balefire_bg.wasm')
    const graph = join(folder, 'graph.json')
    writeFileSync(graph, JSON.stringify(REACHED))
    const features = FEATURES.map((feature) => `--enable-${feature}`)
    await run([npmBin('wasm-metadce'), wasm, '-g', '-f', graph, ...features, '-o', wasm])
    writeFileSync(wasm, await withoutPanics(readFileSync(wasm)))
    const small = [
      '--merge-similar-functions',
      '-Oz',
      '--converge',
      // Rust puts the stack there, and reaches it only just before an overflow.
      '--low-memory-unused',
    ]
    await run([npmBin('wasm-opt'), wasm, '-g', ...small, ...features, '-o', wasm])
    const strip = ['--strip-debug', '--strip-producers', '--strip-target-features']
    // Without names it finds some more.
    await run([npmBin('wasm-opt'), wasm, ...features, ...strip, '-Oz', '-o', wasm])
    return readFileSync(wasm)
  })
}
