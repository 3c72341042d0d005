// @ts-check
// `npm run size [-- --json] [-- --dist FOLDER]`: what a visitor of a page pays, against the budgets of size.json.
// Bytes after gzip -9 decide; brotli stands beside them, as many servers send it. 1 KB is 1000 bytes.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { root, Trouble, whenRun } from './run.mjs'

/** @typedef {{ name: string, parts: string[], limit: number, source: string }} Budget */
/** @typedef {{ raw: number, gzip: number, brotli: number }} Size */

/**
 * By the program gzip where there is one: Node brings Chromium's zlib, which is faster and packs a wasm module one
 * percent worse than the zlib of the web servers.
 */
export function gzipped(/** @type {Uint8Array} */ bytes) {
  const { status, stdout } = spawnSync('gzip', ['-9', '-n', '-c'], { input: bytes })
  return status === 0 ? stdout : gzipSync(bytes, { level: 9 })
}

/** @returns {Size} */
export function sizeOf(/** @type {Uint8Array} */ bytes) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY }
  return {
    raw: bytes.length,
    gzip: gzipped(bytes).length,
    brotli: brotliCompressSync(bytes, { params }).length,
  }
}

/**
 * Each part's size, and how each budget stands.
 * @param {Budget[]} budgets
 * @param {(part: string) => Uint8Array} read
 */
export function measure(budgets, read) {
  const names = [...new Set(budgets.flatMap((budget) => budget.parts))]
  const parts = Object.fromEntries(names.map((name) => [name, sizeOf(read(name))]))
  const sum = (/** @type {string[]} */ names, /** @type {keyof Size} */ key) =>
    names.reduce((total, name) => total + (parts[name]?.[key] ?? 0), 0)
  const totals = budgets.map(({ name, parts: of, limit, source }) => {
    const size = { raw: sum(of, 'raw'), gzip: sum(of, 'gzip'), brotli: sum(of, 'brotli') }
    return { name, ...size, limit, left: limit - size.gzip, source }
  })
  return { parts, totals, isOver: totals.some((total) => total.left < 0) }
}

/** The same as a table to read. */
export function table(/** @type {ReturnType<typeof measure>} */ { parts, totals }) {
  const number = (/** @type {number} */ n) => n.toLocaleString('en-US')
  const rows = [['bytes', 'raw', 'gzip -9', 'brotli', 'limit (gzip)', 'left', 'others']]
  for (const [name, size] of Object.entries(parts)) {
    rows.push([name, number(size.raw), number(size.gzip), number(size.brotli), '', '', ''])
  }
  for (const { name, raw, gzip, brotli, limit, left, source } of totals) {
    const verdict = left < 0 ? `${number(left)} OVER` : number(left)
    rows.push([`= ${name}`, number(raw), number(gzip), number(brotli), number(limit), verdict, source])
  }
  const width = (/** @type {number} */ n) => Math.max(...rows.map((row) => row[n]?.length ?? 0))
  const aligned = (/** @type {string} */ cell, /** @type {number} */ n) =>
    n === 0 || n === 6 ? cell.padEnd(width(n)) : cell.padStart(width(n))
  return rows.map((row) => row.map(aligned).join('  ').trimEnd()).join('\n')
}

await whenRun(import.meta.url, (args) => {
  const { values } = parseArgs({
    args,
    options: { json: { type: 'boolean' }, dist: { type: 'string', default: join(root, 'dist') } },
  })
  /** @type {{ budgets: Budget[] }} */
  const { budgets } = JSON.parse(readFileSync(join(root, 'scripts', 'size.json'), 'utf8'))
  const report = measure(budgets, (part) => {
    const path = join(values.dist, part)
    if (!existsSync(path)) throw new Trouble(`${path} is missing: npm run build`)
    return readFileSync(path)
  })
  console.log(values.json ? JSON.stringify(report, null, 2) : table(report))
  if (report.isOver) throw new Trouble('A budget is exceeded; see docs/size.md for where the bytes go.')
})
