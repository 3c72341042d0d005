// @ts-check
// `node scripts/part_sizes.mjs`: what each file costs in stage 1 of the script tag, for docs/size.md: the bundle less the
// bundle in which the file is replaced by one with the same exports, each of them a value that nothing is known of.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundle, inputsOf } from './bundle.mjs'
import { root, whenRun } from './run.mjs'
import { gzipped } from './size.mjs'
import { listOf, REPORT, sharedFiles } from './stages.mjs'

/** A name of a file of stage 2, as long as a real one. */
const define = {
  REPORT_FILE: '"balefire-report-98ff0784.min.js"',
  WASM_FILE: '"balefire-wasm-98ff0784.min.js"',
}

/** The names that a file exports. @param {string} code */
const exportsOf = (code) =>
  [...code.matchAll(/^export (?:const|let|class) (?:(\w+)|\{([^}]*)\})/gm)].flatMap(([, name, names = '']) =>
    name ? [name] : names.split(',').map((one) => one.replace(/.*:/, '').trim()),
  )

await whenRun(import.meta.url, async () => {
  const list = { 'shared.js': listOf(await sharedFiles(REPORT)) }
  const sizeOf = async (/** @type {Record<string, string>} */ replaced) =>
    gzipped(Buffer.from(await bundle('script.js', 'iife', { replaced: { ...list, ...replaced }, define })))
      .length
  const whole = await sizeOf({})
  const files = (await inputsOf('script.js')).filter((file) => !['script.js', 'shared.js'].includes(file))
  /** @type {[file: string, bytes: number][]} */
  const costs = []
  for (const file of files) {
    const names = exportsOf(readFileSync(join(root, 'js', file), 'utf8'))
    const stub = names.map((name) => `export const ${name} = unknownValue`).join('\n')
    costs.push([file, whole - (await sizeOf({ [file]: stub }))])
  }
  console.log(`${whole} bytes after gzip -9, without the parentheses of scripts/eager.mjs`)
  for (const [file, bytes] of costs.sort(([, a], [, b]) => b - a)) console.log(`${bytes}\t${file}`)
})
