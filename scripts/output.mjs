// @ts-check
// A folder of built files. A file whose bytes did not change is not touched, so that cargo, which looks at the
// times of what it embeds, does not build the server again.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

/** @typedef {Map<string, Uint8Array>} Files by path inside a folder */

/** All files below a folder. @returns {Files} */
export function filesIn(/** @type {string} */ folder) {
  if (!existsSync(folder)) return new Map()
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
  return new Map(paths.sort().map((path) => [relative(folder, path), readFileSync(path)]))
}

/**
 * Makes a folder hold exactly these files; says which it wrote and which it removed.
 * @param {string} folder
 * @param {Files} files
 */
export function fill(folder, files) {
  const before = filesIn(folder)
  const removed = [...before.keys()].filter((path) => !files.has(path))
  const written = [...files].filter(
    ([path, bytes]) => !before.get(path) || Buffer.compare(before.get(path) ?? bytes, bytes) !== 0,
  )
  for (const path of removed) rmSync(join(folder, path))
  for (const [path, bytes] of written) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), bytes)
  }
  removeEmpty(folder)
  return { written: written.map(([path]) => path), removed }
}

function removeEmpty(/** @type {string} */ folder) {
  if (!existsSync(folder)) return
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue
    const path = join(folder, entry.name)
    removeEmpty(path)
    if (readdirSync(path).length === 0) rmdirSync(path)
  }
}
