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

/** @type {Record<string, (readable: boolean) => Promise<Subject>>} */
const MAKERS = {
  [BASELINE]: (readable) => bundled(BASELINE, 'None', readable),
  [RIVAL]: (readable) => bundled(RIVAL, 'Sentry', readable),
  [OURS]: async (readable) => {
    const src = '/balefire/balefire.min.js'
    // A profile wants the names of functions, which the built script has lost.
    const script = readable ? await bundle('js/script.js', { minify: false }) : built('balefire.min.js')
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

/**
 * The subjects of these names.
 * @param {string[]} names
 * @param {boolean} readable not minified
 */
export function subjects(names, readable) {
  return Promise.all(
    names.map((name) => {
      const make = MAKERS[name]
      if (!make) throw new Trouble(`${name}? there are: ${NAMES.join(', ')}`)
      return make(readable)
    }),
  )
}

/** A file of subjects/, as a page that uses a bundler would get it. @returns {Promise<Subject>} */
async function bundled(
  /** @type {string} */ name,
  /** @type {string} */ globalName,
  /** @type {boolean} */ readable,
) {
  const src = `/${name}/${name}.js`
  const script = await bundle(`bench/sdk/subjects/${name}.js`, { globalName, minify: !readable })
  return { name, global: globalName, src, files: { [src]: script } }
}

/** @param {string} entry @param {import('esbuild').BuildOptions} options */
async function bundle(entry, options) {
  const { outputFiles } = await build({
    entryPoints: [join(root, entry)],
    bundle: true,
    format: 'iife',
    target: 'es2022',
    legalComments: 'none',
    logLevel: 'warning',
    ...options,
    write: false,
  })
  return outputFiles?.[0]?.contents ?? new Uint8Array()
}

/** A file of dist/. @param {string} file */
function built(file) {
  const path = join(root, 'dist', file)
  if (!existsSync(path)) throw new Trouble(`${path} is missing: npm run build`)
  return readFileSync(path)
}
