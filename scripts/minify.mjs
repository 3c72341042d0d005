// @ts-check
// The minifier of every script of ours.

/**
 * terser leaves 5 percent less of esbuild's output, after gzip, than esbuild's own minifier.
 * @param {string} code
 * @param {'iife' | 'esm'} format
 */
export async function minified(code, format) {
  // Not at the top: setup may fetch this package after this file is loaded.
  const { minify } = await import('terser')
  const { code: short = '' } = await minify(code, {
    ecma: 2020,
    module: format === 'esm',
    // Names of variables alone: a member may be an option, or a word of the wire.
    mangle: true,
    compress: { passes: 9, pure_getters: true, unsafe_arrows: true },
  })
  return short
}
