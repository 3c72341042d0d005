// @ts-check
// Samples as a table of medians.

/** @param {number[]} list */
export function median(list) {
  const sorted = list.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const [low = Number.NaN, high = Number.NaN] = [sorted[(sorted.length - 1) >> 1], sorted[middle]]
  return (low + high) / 2
}

/** The value that a share of the list does not exceed. @param {number[]} list @param {number} share from 0, below 1 */
export const percentile = (list, share) =>
  list.toSorted((a, b) => a - b)[Math.floor(list.length * share)] ?? Number.NaN

/** Rows of cells, the first of each to the left and the others to the right. @param {string[][]} rows */
export function columns(rows) {
  const widths = rows[0]?.map((_, n) => Math.max(...rows.map((row) => row[n]?.length ?? 0))) ?? []
  const line = (/** @type {string[]} */ row) =>
    row.map((cell, n) => (n ? cell.padStart(widths[n] ?? 0) : cell.padEnd(widths[n] ?? 0))).join('  ')
  return rows.map((row) => line(row).trimEnd()).join('\n')
}

/** Three digits that say something. @param {number} value */
export const number = (value) => {
  if (!Number.isFinite(value)) return '-'
  if (Number.isInteger(value)) return String(value)
  const size = Math.abs(value)
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3)
}
