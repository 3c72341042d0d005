// @ts-check
// One script of js/ with all that it imports, small.
import { join } from 'node:path'
import { root, Trouble } from './run.mjs'

/**
 * Members that only our own code names, and in that bundle alone: the script tag's and the crate's have short names for
 * them. None is an option, a name of the API or of the wire, or a member of the browser's; the cases in tests/e2e hold
 * most of that.
 */
const OWN_NAMES =
  /^(tunnelled|waitNoMore|isOpen|isSkipping|skipNextError|isSynthetic|described|eventId|drain|track|guarded|isGroup|place|given|parts|isOwn|thrown|holder|roll|kept|box|current|learnUser|onChange|held|isUnhandled|isIgnored|replay)$/

/**
 * @param {string} from a file of js/
 * @param {'iife' | 'esm'} format
 * @param {object} [how]
 * @param {boolean} [how.isMangled] nobody else's code shares objects with it
 * @param {boolean} [how.isEager] what it calls at once is compiled with it
 */
export async function bundle(from, format, { isMangled = false, isEager = false } = {}) {
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
    mangle: isMangled ? { properties: { regex: OWN_NAMES } } : true,
    compress: { passes: 9, pure_getters: true, unsafe_arrows: true },
  })
  return isEager ? eager(code) : code
}
