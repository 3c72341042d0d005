// @ts-check
// One script of js/ with all that it imports, small.
import { join, relative } from 'node:path'
import { mangled } from './private_names.mjs'
import { root, Trouble } from './run.mjs'

const js = join(root, 'js')

/**
 * @typedef {{
 *   isEager?: boolean, isMinified?: boolean, define?: Record<string, string>,
 *   replaced?: Record<string, string>,
 * }} How `isEager`: functions that it calls at once are compiled with it; `replaced`: other texts for files of js/
 */

/** @param {string} from a file of js/ @param {'iife' | 'esm'} format @param {How} how */
async function built(from, format, { define = {}, replaced = {} }) {
  // Not at the top: setup may fetch these packages after this file is loaded.
  const { build } = await import('esbuild')
  return build({
    entryPoints: [join(js, from)],
    bundle: true,
    format,
    define,
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    // esbuild and terser shorten different things.
    minifySyntax: true,
    ...(await mangled()),
    logLevel: 'warning',
    metafile: true,
    write: false,
    plugins: [
      {
        name: 'replaced',
        setup({ onLoad }) {
          onLoad({ filter: /\.js$/ }, ({ path }) => {
            const contents = replaced[relative(js, path)]
            return contents === undefined ? undefined : { contents, loader: 'js' }
          })
        },
      },
    ],
  }).catch((error) => {
    throw new Trouble(`js/${from} cannot be bundled: ${error.message}`)
  })
}

/** The files of js/ that a bundle has, by their paths in it. @param {string} from */
export async function inputsOf(from) {
  const { metafile } = await built(from, 'esm', {})
  return Object.keys(metafile.inputs).map((path) => relative(js, join(process.cwd(), path)))
}

/** @param {string} code @param {'iife' | 'esm'} format */
export async function minified(code, format) {
  const { minify } = await import('terser')
  // terser leaves 5 percent less of esbuild's output, after gzip, than esbuild's own minifier.
  const { code: small = '' } = await minify(code, {
    ecma: 2020,
    module: format === 'esm',
    // Names of variables alone: esbuild has given other names to private members.
    mangle: true,
    compress: { passes: 9, pure_getters: true, unsafe_arrows: true },
  })
  return small
}

/** @param {string} from a file of js/ @param {'iife' | 'esm'} format @param {How} [how] */
export async function bundle(from, format, how = {}) {
  const { outputFiles } = await built(from, format, how)
  const text = outputFiles[0]?.text ?? ''
  if (how.isMinified === false) return text
  const code = await minified(text, format)
  if (!how.isEager) return code
  const { eager } = await import('./eager.mjs')
  return eager(code)
}
