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

/** Where the later stages begin. */
const LATER = ['report/stage2.js', 'on_demand/performance/entry.js']

const js = join(root, 'js')

/** Eight hex digits that stand for a text. */
export const hashOf = (/** @type {string} */ text) =>
  createHash('sha256').update(text).digest('hex').slice(0, 8)

/** What the later stages import from the files that stage 1 has too. @returns {Promise<Shared[]>} */
async function sharedFiles() {
  const [first = [], ...later] = await Promise.all(['script.js', ...LATER].map(inputsOf))
  /** @type {Map<string, Set<string>>} */
  const used = new Map()
  for (const file of new Set(later.flat().filter((one) => !first.includes(one)))) {
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

/** In a later stage the shared files get their exports from the list `SHARED`. @param {Shared[]} files @returns {Record<string, string>} */
function takenFromList(files) {
  const all = numbered(files)
  const variables = all.flatMap(({ names }) => names.map(({ variable }) => variable))
  return {
    // By numbers: a page may have broken the iterator of lists.
    'shared.js': `export const { ${variables.map((name, at) => `${at}: ${name}`).join(', ')} } = SHARED`,
    ...Object.fromEntries(
      all.map(({ file, names }) => [
        file,
        `export { ${names.map(({ name, variable }) => `${variable} as ${name}`).join(', ')} } from '${join(js, 'shared.js')}'`,
      ]),
    ),
  }
}

/** In stage 1 the list has the functions themselves. @param {Shared[]} files */
function listOf(files) {
  const all = numbered(files)
  const imports = all.map(
    ({ file, names }) =>
      `import { ${names.map(({ name, variable }) => `${name} as ${variable}`).join(', ')} } from '${join(js, file)}'`,
  )
  const variables = all.flatMap(({ names }) => names.map(({ variable }) => variable))
  return `${imports.join('\n')}\nexport const shared = [${variables.join(', ')}]`
}

/** A later stage: a function that takes the list of stage 1. @param {string} from @param {Shared[]} shared */
async function laterStage(from, shared) {
  const module = await bundle(from, 'esm', { replaced: takenFromList(shared), isMinified: false })
  // esbuild's own object of exports has getters, which a page can break by a member of `Object.prototype`.
  const inner = module.replace(/export (\{[^}]*\});?\s*$/, 'return $1')
  return await minified(`export default (SHARED) => {\n${inner}\n}`, 'esm')
}

/**
 * The files of the script tag.
 * @param {Uint8Array} core
 * @returns {Promise<[name: string, text: string][]>}
 */
export async function stages(core) {
  const shared = await sharedFiles()
  const lookup = await bundle('on_demand/wasm/entry.js', 'esm')
  const [report = '', performance = ''] = await Promise.all(LATER.map((from) => laterStage(from, shared)))
  const stage2 = `const CORE=${literal(core, report)};${report}`
  const wasmFile = `balefire-wasm-${hashOf(lookup)}.min.js`
  const reportFile = `balefire-report-${hashOf(stage2 + JSON.stringify(shared))}.min.js`
  const performanceFile = `balefire-performance-${hashOf(performance + JSON.stringify(shared))}.min.js`
  const tag = (/** @type {string} */ from) =>
    bundle(from, 'iife', {
      isEager: true,
      replaced: {
        'shared.js': listOf(shared),
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
    [reportFile, stage2],
    [wasmFile, lookup],
    [performanceFile, performance],
  ]
}
