// @ts-check
// The scripts of the npm package.
//
// balefire.js                    what a page imports: the recorder
// balefire-<part>-<hash>.js      what it imports in its turn: what both share, and by `import()` the reporter
// balefire-all.js                all in one file, for hosts without `import()`
// balefire-all.min.js            the same for `importScripts`
import { bundle, bundleInParts } from './bundle.mjs'
import { literal } from './carried.mjs'
import { hashOf } from './stages.mjs'

/**
 * Where the parts begin. Three of them are no files of the package; as entries they keep apart what a page loads at its start
 * from what it loads with the reporter, or only with tracing or optional integrations.
 */
const ENTRIES = {
  package: 'index.js',
  recorder: 'package_init.js',
  optional: 'package_optional.js',
  tracing: 'package_tracing.js',
  report: 'report/stage2.js',
  core: 'core/core.js',
  wasm: 'on_demand/wasm/entry.js',
  performance: 'on_demand/performance/stage3.js',
}
const NAMES = { entryNames: 'balefire-[name]-[hash]', chunkNames: 'balefire-shared-[hash]' }

/** @typedef {Map<string, string>} Texts scripts by the name of their file */

/** @param {Uint8Array} core @param {Uint8Array} vitals @returns {Promise<Texts>} */
export async function bundleNpm(core, vitals) {
  const [parts, all, allGlobal] = await Promise.all([
    bundleInParts(ENTRIES, NAMES),
    bundle('all.js', 'esm'),
    bundle('all_global.js', 'iife'),
  ])
  // Before a script: behind the core gzip has its own code for what follows.
  const carrying = (/** @type {string} */ code) => {
    let text = code
    if (/\bVITALS\b/.test(code)) text = `const VITALS=${literal(vitals, text)};${text}`
    if (/\bCORE\b/.test(code)) text = `const CORE=${literal(core, text)};${text}`
    return text
  }
  return new Map([
    ...versioned(new Map([...parts].map(([name, code]) => [name, carrying(code)]))),
    ['balefire-all.js', carrying(all)],
    // In a block, the constant is no global of the worker.
    ['balefire-all.min.js', `{${carrying(allGlobal)}}`],
  ])
}

/**
 * The parts with names of their own, in which the hash is of the texts of all: a part is never run with those of another
 * build. esbuild's own hash is of what it wrote, without the core.
 * @param {Texts} parts
 */
export function versioned(parts) {
  const version = hashOf(
    [...parts.keys()]
      .sort()
      .map((name) => parts.get(name))
      .join('\n'),
  )
  const renamed = (/** @type {string} */ text) =>
    text.replace(
      /(balefire-\w+)-[0-9A-Z]{8}(?=\.js)/g,
      (name, part) => `${part}-${hashOf(`${version} ${name}`)}`,
    )
  return new Map(
    [...parts]
      .filter(([name]) => !/^balefire-(recorder|optional|tracing)-/.test(name))
      .map(([name, code]) => [
        name.startsWith('balefire-package-') ? 'balefire.js' : renamed(name),
        renamed(code),
      ]),
  )
}
