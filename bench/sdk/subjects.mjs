// @ts-check
// Who is measured: a script each, the global it sets, and the files it needs beside it.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { root, Trouble } from '../../scripts/run.mjs'

/**
 * @typedef {object} Subject
 * @property {string} name
 * @property {string} global has init, captureException, addBreadcrumb and flush, as @sentry/browser has them
 * @property {string} src where the page finds the script
 * @property {Record<string, string | Uint8Array>} files by path on the server
 */

/** The baseline, and the one that Balefire is compared with. */
export const BASELINE = 'none'
export const RIVAL = 'sentry'
export const OURS = 'balefire'

/** @type {Record<string, () => Promise<Subject>>} */
const MAKERS = {
  [BASELINE]: () => bundled(BASELINE, 'None'),
  [RIVAL]: () => bundled(RIVAL, 'Sentry'),
  [OURS]: async () => {
    const src = '/balefire/balefire.min.js'
    const script = built('balefire.min.js')
    const wasm = built('balefire_bg.wasm')
    return {
      name: OURS,
      global: 'Balefire',
      src,
      files: { [src]: script, '/balefire/balefire_bg.wasm': wasm },
    }
  },
}

export const NAMES = Object.keys(MAKERS)

/** The subjects of these names. @param {string[]} names */
export function subjects(names) {
  return Promise.all(
    names.map((name) => {
      const make = MAKERS[name]
      if (!make) throw new Trouble(`${name}? there are: ${NAMES.join(', ')}`)
      return make()
    }),
  )
}

/** A file of subjects/, as a page that uses a bundler would get it. @param {string} name @param {string} globalName @returns {Promise<Subject>} */
async function bundled(name, globalName) {
  const src = `/${name}/${name}.js`
  return { name, global: globalName, src, files: { [src]: await bundle(name, globalName) } }
}

/** @param {string} name @param {string} globalName */
async function bundle(name, globalName) {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'bench', 'sdk', 'subjects', `${name}.js`)],
    bundle: true,
    minify: true,
    format: 'iife',
    globalName,
    target: 'es2022',
    legalComments: 'none',
    logLevel: 'warning',
    write: false,
  })
  return outputFiles[0]?.contents ?? new Uint8Array()
}

/** A file of dist/. @param {string} file */
function built(file) {
  const path = join(root, 'dist', file)
  if (!existsSync(path)) throw new Trouble(`${path} is missing: npm run build`)
  return readFileSync(path)
}
