// @ts-check
// Our vitals and those of the package web-vitals as scripts for one page.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundle } from '../../scripts/bundle.mjs'
import { literal } from '../../scripts/carried.mjs'
import { vitals } from '../../scripts/core.mjs'
import { root } from '../../scripts/run.mjs'

/** @returns {Promise<{ ours: string, theirs: string }>} */
export async function bundles() {
  const module = await vitals()
  const code = await bundle(join('..', 'tests', 'vitals', 'entry.js'), 'esm')
  const global = code.replace(/export\s*\{([^}]*)\};?\s*$/, (_, names) => {
    const members = names.split(',').map((/** @type {string} */ one) => {
      const [from, to] = one.trim().split(/\s+as\s+/)
      return `${to ?? from}:${from}`
    })
    return `globalThis.ours={${members.join(',')}}`
  })
  const theirs = join(root, 'node_modules', 'web-vitals', 'dist', 'web-vitals.attribution.iife.js')
  return {
    // In a function, the names of its variables are none of the page.
    ours: `(()=>{const VITALS=${literal(module, global)};${global}})()`,
    theirs: readFileSync(theirs, 'utf8'),
  }
}
