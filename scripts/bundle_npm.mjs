// @ts-check
// The scripts of the npm package.
//
// balefire.js                    what a page imports: the recorder
// balefire-<part>-<hash>.js      what it imports in its turn: what both share, and the reporter, by `import()`
// balefire-all.js                both in one file, for hosts without `import()`
// balefire-all.min.js            the same for `importScripts`
import { createHash } from 'node:crypto'
import { basename, join } from 'node:path'
import { literal } from './carried.mjs'
import { minified } from './minify.mjs'
import { root, Trouble } from './run.mjs'

/** @typedef {Map<string, string>} Texts scripts by the name of their file */

/** @param {Uint8Array} core @returns {Promise<Texts>} */
export async function bundleNpm(core) {
  const [parts, all, allGlobal] = await Promise.all([
    bundled('index.js', { splitting: true, entryNames: 'balefire', chunkNames: 'balefire-[name]-[hash]' }),
    bundled('all.js', {}),
    bundled('all_global.js', { format: 'iife' }),
  ])
  const withCore = (/** @type {string} */ code) => `${carrying(core, code)}${code}`
  return new Map([
    ...versioned(new Map([...parts].map(([name, code]) => [name, isCarrier(code) ? withCore(code) : code]))),
    ...[...all.values()].map((code) => /** @type {const} */ (['balefire-all.js', withCore(code)])),
    // In a block, the constant is no global of the worker.
    ...[...allGlobal.values()].map(
      (code) => /** @type {const} */ (['balefire-all.min.js', `{${withCore(code)}}`]),
    ),
  ])
}

/** Whether a script reads the constant of js/carried.d.ts. */
const isCarrier = (/** @type {string} */ code) => /\bCORE\b/.test(code)

/** The constant, to stand before a script: behind the core gzip has its own code for what follows. */
const carrying = (/** @type {Uint8Array} */ core, /** @type {string} */ code) =>
  `const CORE=${literal(core, code)};`

/**
 * A file of js/ and what it imports, each script minified.
 * @param {string} from
 * @param {import('esbuild').BuildOptions & { format?: 'esm' | 'iife' }} options
 * @returns {Promise<Texts>}
 */
async function bundled(from, { format = 'esm', ...options }) {
  // Not at the top: setup may fetch this package after this file is loaded.
  const { build } = await import('esbuild')
  const { outputFiles = [] } = await build({
    entryPoints: [join(root, 'js', from)],
    // Nothing is written.
    outdir: join(root, 'dist'),
    write: false,
    bundle: true,
    format,
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    minifySyntax: true,
    logLevel: 'warning',
    ...options,
  }).catch((error) => {
    throw new Trouble(`js/${from} cannot be bundled: ${error.message}`)
  })
  const files = outputFiles.map(async ({ path, text }) => [basename(path), await minified(text, format)])
  return new Map(/** @type {[string, string][]} */ (await Promise.all(files)))
}

/**
 * The parts with names of their own, in which the hash is of the texts of all: a part is never run with those of another
 * build. esbuild's own hash is of what it wrote, without the core.
 * @param {Texts} parts
 */
export function versioned(parts) {
  const build = createHash('sha256')
  for (const name of [...parts.keys()].sort()) build.update(parts.get(name) ?? '')
  const version = build.digest('hex')
  const hash = (/** @type {string} */ name) =>
    createHash('sha256').update(`${version} ${name}`).digest('hex').slice(0, 8)
  const renamed = (/** @type {string} */ text) =>
    text.replace(/(balefire-\w+)-[0-9A-Z]{8}(?=\.js)/g, (name, part) => `${part}-${hash(name)}`)
  return new Map([...parts].map(([name, code]) => [renamed(name), renamed(code)]))
}
