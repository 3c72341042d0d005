// @ts-check
// One script of js/ with all that it imports, small.
import { basename, join, relative } from 'node:path'
import { shortNames } from './own_names.mjs'
import { root, Trouble } from './run.mjs'

const js = join(root, 'js')

/**
 * @typedef {{
 *   isEager?: boolean, isMinified?: boolean, define?: Record<string, string>,
 *   replaced?: Record<string, string>,
 *   names?: { entryNames: string, chunkNames: string },
 * }} How `isEager`: functions that it calls at once are compiled with it; `replaced`: other texts for files of js/;
 * `names`: of the files of a bundle that has several
 */

/** @param {string | Record<string, string>} from a file of js/, or several with names @param {'iife' | 'esm'} format @param {How} how */
async function built(from, format, { define = {}, replaced = {}, names }) {
  // Not at the top: setup may fetch these packages after this file is loaded.
  const { build } = await import('esbuild')
  const named = typeof from === 'string' ? { [from.replace(/\.js$/, '')]: from } : from
  const entries = Object.entries(named).map(([name, file]) => [name, join(js, file)])
  return build({
    entryPoints: Object.fromEntries(entries),
    bundle: true,
    format,
    define,
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    // esbuild and terser shorten different things.
    minifySyntax: true,
    logLevel: 'warning',
    metafile: true,
    write: false,
    ...(names && { splitting: true, outdir: js, ...names }),
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
    throw new Trouble(`js/${Object.values(named)[0]} cannot be bundled: ${error.message}`)
  })
}

/** The files of js/ that a bundle has, by their paths in it. @param {string} from @param {How} [how] */
export async function inputsOf(from, how = {}) {
  const { metafile } = await built(from, 'esm', how)
  return Object.keys(metafile.inputs).map((path) => relative(js, join(process.cwd(), path)))
}

/** @param {string} code @param {'iife' | 'esm'} format */
export async function minified(code, format) {
  const { minify } = await import('terser')
  // terser leaves 5 percent less of esbuild's output, after gzip, than esbuild's own minifier.
  const { code: small = '' } = await minify(code, {
    ecma: 2020,
    module: format === 'esm',
    // Of members only those of the list: another one may be an option, or a word of the wire.
    mangle: { properties: { only_cache: true, keep_quoted: true } },
    nameCache: shortNames(),
    // `inline: 1`: a function with arguments that is put where it is called is smaller, and larger after gzip.
    compress: { passes: 9, inline: 1, pure_getters: true, unsafe_arrows: true },
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

/**
 * The files of a bundle that has several: the entries, and what more than one of them uses.
 * @param {Record<string, string>} entries files of js/, by the names of theirs
 * @param {{ entryNames: string, chunkNames: string }} names
 */
export async function bundleInParts(entries, names) {
  const { outputFiles } = await built(entries, 'esm', { names })
  const files = outputFiles.map(async ({ path, text }) => {
    // esbuild keeps the order in which the files run. Ours do not mind, and bundlers warn of imports of nothing.
    const code = text.replace(/^import "[^"]+";\n/gm, '')
    return /** @type {const} */ ([basename(path), await minified(code, 'esm')])
  })
  return new Map(await Promise.all(files))
}
