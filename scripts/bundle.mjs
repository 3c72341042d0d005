// @ts-check
// One script of js/ with all that it imports, small.
import { join } from 'node:path'
import { root, Trouble } from './run.mjs'

/**
 * @param {string} from a file of js/
 * @param {'iife' | 'esm'} format
 * @param {object} [how]
 * @param {boolean} [how.isEager] functions that it calls at once are compiled with it
 */
export async function bundle(from, format, { isEager = false } = {}) {
  // Not at the top: what setup fetches is not there when this file is loaded.
  const { build } = await import('esbuild')
  const { minify } = await import('terser')
  const { eager } = await import('./eager.mjs')
  const { outputFiles } = await build({
    entryPoints: [join(root, 'js', from)],
    bundle: true,
    format,
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    // What esbuild makes shorter and what terser makes shorter is not the same.
    minifySyntax: true,
    logLevel: 'warning',
    write: false,
  }).catch((error) => {
    throw new Trouble(`js/${from} cannot be bundled: ${error.message}`)
  })
  // Of esbuild's output, terser leaves 5 percent less after gzip than esbuild itself.
  const { code = '' } = await minify(outputFiles[0]?.text ?? '', {
    ecma: 2020,
    module: format === 'esm',
    // Names of variables alone: a member may be an option, or a word of the wire.
    mangle: true,
    compress: { passes: 9, pure_getters: true, unsafe_arrows: true },
  })
  return isEager ? eager(code) : code
}
