// @ts-check
// Builds everything: the core, the scripts around it, the demo page, and the server that carries them.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundle } from './bundle.mjs'
import { bundleNpm } from './bundle_npm.mjs'
import { literal } from './carried.mjs'
import { core, vitals } from './core.mjs'
import { filesIn, fill } from './output.mjs'
import { root, run, Trouble, whenRun } from './run.mjs'
import { stages } from './stages.mjs'
import { symbolsFolder } from './symbols.mjs'
import { npmBin } from './tools.mjs'
import { bind, compile } from './wasm.mjs'

/** @typedef {import('./output.mjs').Files} Files */

/** The scripts of the SDK, from js/. @param {Uint8Array} core @param {Uint8Array} vitals @returns {Promise<Files>} */
async function scripts(core, vitals) {
  const text = (/** @type {string} */ code) => new TextEncoder().encode(code)
  const npm = await bundleNpm(core, vitals)
  const tag = await stages(core, vitals)
  return new Map([
    ...tag.map(([name, code]) => /** @type {const} */ ([name, text(code)])),
    ...[...npm].map(([name, code]) => /** @type {const} */ ([name, text(code)])),
    ['loader.min.js', text(await bundle('loader.js', 'iife'))],
    ['index.d.ts', readFileSync(join(root, 'js', 'index.d.ts'))],
    ['protocol.d.ts', readFileSync(join(root, 'js', 'protocol.d.ts'))],
    ['tracing.d.ts', readFileSync(join(root, 'js', 'tracing.d.ts'))],
  ])
}

/**
 * The snippet of the Rust crate: one module of JavaScript with the core in it. The core stands first, where gzip has its
 * own code for it.
 * @param {Uint8Array} core
 */
const crate = async (core) => {
  const code = await bundle('crate.js', 'esm')
  return `const CORE=${literal(core, code)};${code}`
}

/** The demo page with its small Rust app, whose symbols stay on this machine. @returns {Promise<Files>} */
async function demo() {
  // No wasm-opt here: it leaves the line table as it was while it moves the code, and frames would get wrong lines.
  const module = await compile('balefire-demo', [], 'lines')
  const bound = [...(await bind(module, 'balefire_demo', 'web', ['--split-debug-info']))]
  const isSymbols = ([/** @type {string} */ path]) => path.endsWith('.debug.wasm')
  fill(symbolsFolder(), new Map(bound.filter(isSymbols)))
  const app = bound.filter((file) => !isSymbols(file))
  const page = filesIn(join(root, 'www', 'demo'))
  const wanted = [...page].filter(([path]) => /^[^/]+\.(html|css|js|svg|png)$|^vendor\//.test(path))
  return new Map([...wanted, ...app.map(([path, bytes]) => /** @type {const} */ ([`app/${path}`, bytes]))])
}

/** Builds the core and the scripts, and the one script that the Rust crate carries. */
export async function buildScripts() {
  const wasm = await core()
  const dist = await scripts(wasm, await vitals())
  dist.set('balefire_bg.wasm', wasm)
  const carried = fill(join(root, 'rust', 'js'), new Map([['balefire.js', Buffer.from(await crate(wasm))]]))
  return { dist, carried }
}

/** Builds everything. */
export async function build() {
  const since = performance.now()
  // First the scripts: the apps of the demo have the crate in them.
  const { dist, carried } = await buildScripts()
  for (const [path, bytes] of await demo()) dist.set(`demo/${path}`, bytes)
  const { written, removed } = fill(join(root, 'dist'), dist)

  await run(['cargo', 'build', '--profile', 'server', '-p', 'balefire-proxy'])
  const changes = written.length + removed.length + carried.written.length
  for (const [path, hash] of integrity(dist)) console.log(`${hash}  ${path}`)
  console.log(
    `build: dist/, rust/js/ and balefire-proxy, ${changes === 1 ? '1 file' : `${changes} files`} changed, ${seconds(since)} s`,
  )
}

/** Hashes for the attribute `integrity` (https://www.w3.org/TR/SRI/) of the script tag's files. @param {Files} dist */
export const integrity = (dist) =>
  [...dist]
    .filter(([path]) => /^[^/]+\.min\.js$/.test(path))
    .map(([path, bytes]) => [path, `sha384-${createHash('sha384').update(bytes).digest('base64')}`])

const seconds = (/** @type {number} */ since) => ((performance.now() - since) / 1000).toFixed(1)

await whenRun(import.meta.url, () => {
  if (!existsSync(npmBin('esbuild')))
    throw new Trouble('npm packages are missing: node scripts/setup.mjs build')
  return build()
})
