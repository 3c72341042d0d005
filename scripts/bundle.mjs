// @ts-check
// One script of js/ with all that it imports, small.
import { join } from 'node:path'
import { minified } from './minify.mjs'
import { root, Trouble } from './run.mjs'

/**
 * @param {string} from a file of js/
 * @param {'iife' | 'esm'} format
 * @param {object} [how]
 * @param {boolean} [how.isEager] functions that it calls at once are compiled with it
 */
export async function bundle(from, format, { isEager = false } = {}) {
  // Not at the top: setup may fetch these packages after this file is loaded.
  const { build } = await import('esbuild')
  const { eager } = await import('./eager.mjs')
  const { outputFiles } = await build({
    entryPoints: [join(root, 'js', from)],
    bundle: true,
    format,
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    // esbuild and terser shorten different things.
    minifySyntax: true,
    logLevel: 'warning',
    write: false,
  }).catch((error) => {
    throw new Trouble(`js/${from} cannot be bundled: ${error.message}`)
  })
  const code = await minified(outputFiles[0]?.text ?? '', format)
  return isEager ? eager(code) : code
}
