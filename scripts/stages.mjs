// @ts-check
// The stages of the script tag: stage 1, which every page loads; stage 2, which it loads when there is something to report;
// and stage 3, which a page that measures performance loads after all else. A later stage has no second copy of what stage 1
// has: it gets a list of functions from it. The name of a later file has the hash of what is in it, so a cached stage 1 never
// runs with the later stages of another build.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { bundle, inputsOf, minified } from './bundle.mjs'
import { literal } from './carried.mjs'
import { root } from './run.mjs'

/** @typedef {{ file: string, names: string[] }} Shared a file of js/ that two stages use, and its exports that a later one imports */

/**
 * A later stage: where it begins, the script that loads it, and the file of js/ with the list that it takes from that script.
 * @typedef {{ entry: string, loader: string, list: string }} Later
 */

/** @type {Later} */
export const REPORT = { entry: 'report/stage2.js', loader: 'script.js', list: 'shared.js' }
/** @type {Later} */
const PERFORMANCE = {
  entry: 'on_demand/performance/stage3.js',
  loader: 'script_tracing.js',
  list: 'shared_tracing.js',
}

const js = join(root, 'js')

/** What a script loads later is no part of it. */
const WITHOUT_LATER = { replaced: { 'load_performance.js': 'export const loadPerformance = () => {}' } }

/** Files that the later stages of the script tag have in the place of others. */
const OF_SCRIPT = {
  'announced.js': `export * from '${join(js, 'script_announced.js')}'`,
  'load_core.js': `export * from '${join(js, 'script_load_core.js')}'`,
}

/** Eight hex digits that stand for a text. */
export const hashOf = (/** @type {string} */ text) =>
  createHash('sha256').update(text).digest('hex').slice(0, 8)

/** What a later stage imports from the files that its loader has too. @param {Later} later @returns {Promise<Shared[]>} */
export async function sharedFiles({ entry, loader }) {
  const [first, second] = await Promise.all([
    inputsOf(loader, WITHOUT_LATER),
    inputsOf(entry, { replaced: OF_SCRIPT }),
  ])
  /** @type {Map<string, Set<string>>} */
  const used = new Map()
  for (const file of second.filter((one) => !first.includes(one))) {
    for (const { from, names } of await importsOf(file)) {
      if (!first.includes(from)) continue
      used.set(from, new Set([...(used.get(from) ?? []), ...names]))
    }
  }
  return [...used].sort().map(([file, names]) => ({ file, names: [...names].sort() }))
}

/** The imports of a file of js/, by the paths of the files. @param {string} file */
async function importsOf(file) {
  const { parse } = await import('acorn')
  const { body } = parse(readFileSync(join(js, file), 'utf8'), { ecmaVersion: 2024, sourceType: 'module' })
  return body.flatMap((node) =>
    node.type === 'ImportDeclaration'
      ? {
          from: join(dirname(file), String(node.source.value)),
          names: node.specifiers.map((one) => /** @type {any} */ (one).imported.name),
        }
      : [],
  )
}

/** Variable names for all shared functions: two files may export the same name. @param {Shared[]} files */
const numbered = (files) => {
  let count = 0
  return files.map(({ file, names }) => ({
    file,
    names: names.map((name) => ({ name, variable: `shared${count++}` })),
  }))
}

/** In a later stage the shared files get their exports from the list `SHARED`. @param {Shared[]} files @param {string} list @returns {Record<string, string>} */
function takenFromList(files, list) {
  const all = numbered(files)
  const variables = all.flatMap(({ names }) => names.map(({ variable }) => variable))
  return {
    // By numbers: a page may have broken the iterator of lists.
    [list]: `export const { ${variables.map((name, at) => `${at}: ${name}`).join(', ')} } = SHARED`,
    ...Object.fromEntries(
      all.map(({ file, names }) => [
        file,
        `export { ${names.map(({ name, variable }) => `${variable} as ${name}`).join(', ')} } from '${join(js, list)}'`,
      ]),
    ),
  }
}

/** In stage 1 the list has the functions themselves. @param {Shared[]} files */
export function listOf(files) {
  const all = numbered(files)
  const imports = all.map(
    ({ file, names }) =>
      `import { ${names.map(({ name, variable }) => `${name} as ${variable}`).join(', ')} } from '${join(js, file)}'`,
  )
  const variables = all.flatMap(({ names }) => names.map(({ variable }) => variable))
  return `${imports.join('\n')}\nexport const shared = [${variables.join(', ')}]`
}

/**
 * A later stage: a function that takes the list of its loader.
 * @param {Later} later
 * @param {Shared[]} shared
 * @param {string} coreFile the name of the core's file
 * @param {(code: string) => string} carrying puts a wasm module before it
 */
async function laterStage({ entry, list }, shared, coreFile, carrying = (code) => code) {
  const module = await bundle(entry, 'esm', {
    replaced: { ...OF_SCRIPT, ...takenFromList(shared, list) },
    define: { CORE_FILE: JSON.stringify(coreFile) },
    isMinified: false,
  })
  // esbuild's own object of exports has getters, which a page can break by a member of `Object.prototype`.
  const inner = module.replace(/export (\{[^}]*\});?\s*$/, 'return $1')
  const code = await minified(`export default (SHARED) => {\n${inner}\n}`, 'esm')
  // Nearly all of it runs at once. Chromium compiles it off the main thread, rather than one function after the other when
  // each is called: https://v8.dev/blog/explicit-compile-hints
  const text = `//# allFunctionsCalledOnLoad\n${carrying(code)}`
  return { text, hash: hashOf(text + JSON.stringify(shared)) }
}

/**
 * The files of the script tag.
 * @param {Uint8Array} core
 * @param {Uint8Array} vitals
 * @returns {Promise<[name: string, text: string][]>}
 */
export async function stages(core, vitals) {
  const [shared, tracingShared] = await Promise.all([REPORT, PERFORMANCE].map(sharedFiles))
  // The module stands first, where gzip has its own code for it.
  const carrying =
    (/** @type {string} */ name, /** @type {Uint8Array} */ wasm) => (/** @type {string} */ code) =>
      `const ${name}=${literal(wasm, code)};${code}`
  const coreText = carrying('CORE', core)(await bundle('core/core.js', 'esm'))
  const coreFile = `balefire-core-${hashOf(coreText)}.min.js`
  const report = await laterStage(REPORT, shared ?? [], coreFile)
  const performance = await laterStage(PERFORMANCE, tracingShared ?? [], coreFile, carrying('VITALS', vitals))
  const lookup = await bundle('on_demand/wasm/entry.js', 'esm')
  const wasmFile = `balefire-wasm-${hashOf(lookup)}.min.js`
  const reportFile = `balefire-report-${report.hash}.min.js`
  const performanceFile = `balefire-performance-${performance.hash}.min.js`
  const tag = (/** @type {string} */ from) =>
    bundle(from, 'iife', {
      isEager: true,
      replaced: {
        [REPORT.list]: listOf(shared ?? []),
        [PERFORMANCE.list]: listOf(tracingShared ?? []),
        'load_performance.js': `export * from '${join(js, 'script_load_performance.js')}'`,
      },
      define: {
        REPORT_FILE: JSON.stringify(reportFile),
        WASM_FILE: JSON.stringify(wasmFile),
        PERFORMANCE_FILE: JSON.stringify(performanceFile),
      },
    })
  return [
    ['balefire.min.js', await tag('script.js')],
    ['balefire-tracing.min.js', await tag('script_tracing.js')],
    [reportFile, report.text],
    [coreFile, coreText],
    [wasmFile, lookup],
    [performanceFile, performance.text],
  ]
}
