// @ts-check
// The bundlers, and how each makes an app and serves it.
import { join } from 'node:path'
import { npmBin } from '../../scripts/tools.mjs'

/**
 * @typedef {object} App
 * @property {string} name
 * @property {string} [bundler] the folder with its package.json, lock and configuration; none: of the repository
 * @property {string} [source] the folder with the app, default `shop`
 * @property {(bin: Bin) => string[][]} build commands that make it
 * @property {string} [output] the folder that they fill; it is served as it is
 * @property {Page} [page] of an output without one
 * @property {(bin: Bin, port: number) => string[]} [serve] the command of a server of its own
 * @property {string} [rendered] what that server writes into the page
 *
 * @typedef {(program: string) => string} Bin the path of an installed program
 * @typedef {'module' | 'classic'} Page how the page's script tag loads `main.js`
 */

/** The bundler of the repository itself: these apps are part of the gate. @type {App[]} */
export const ESBUILD_APPS = [
  esbuild('esbuild, modules in several files', 'module', ['--format=esm', '--splitting']),
  esbuild('esbuild, a module in one file', 'module', ['--format=esm']),
  esbuild('esbuild, a script in one file', 'classic', ['--format=iife']),
]

/** @type {App[]} */
export const APPS = [
  { name: 'Vite 7', bundler: 'vite-7', build: (bin) => [[bin('vite'), 'build']], output: 'dist' },
  { name: 'Vite 7, development server', bundler: 'vite-7', build: () => [], serve: viteServer },
  {
    name: 'Vite 8, TypeScript under strict',
    bundler: 'vite-8',
    source: 'shop-ts',
    build: (bin) => [[bin('tsc')], [bin('vite'), 'build']],
    output: 'dist',
  },
  {
    name: 'Vite 8, development server',
    bundler: 'vite-8',
    source: 'shop-ts',
    build: () => [],
    serve: viteServer,
  },
  {
    name: 'webpack 5',
    bundler: 'webpack-5',
    build: (bin) => [[bin('webpack')]],
    output: 'dist',
    page: 'classic',
  },
  {
    name: 'Rollup 4, modules in several files',
    bundler: 'rollup-4',
    build: (bin) => [[bin('rollup'), '--config', '--silent']],
    output: 'dist',
    page: 'module',
  },
  {
    name: 'Rollup 4, a script in one file',
    bundler: 'rollup-4',
    build: (bin) => [[bin('rollup'), '--config', '--silent']],
    output: 'dist-one-file',
    page: 'classic',
  },
  {
    name: 'Parcel 2',
    bundler: 'parcel-2',
    build: (bin) => [[bin('parcel'), 'build', 'index.html', '--no-cache']],
    output: 'dist',
  },
  next('Next.js 16, Turbopack', []),
  next('Next.js 16, webpack', ['--webpack']),
]

/** @param {string} name @param {Page} page @param {string[]} options @returns {App} */
function esbuild(name, page, options) {
  return {
    name,
    build: () => [[npmBin('esbuild'), 'main.js', '--bundle', '--minify', '--outdir=dist', ...options]],
    output: 'dist',
    page,
  }
}

/** @param {Bin} bin @param {number} port */
function viteServer(bin, port) {
  return [bin('vite'), '--host', '127.0.0.1', '--port', String(port), '--strictPort', '--force']
}

/** @param {string} name @param {string[]} options @returns {App} */
function next(name, options) {
  return {
    name,
    bundler: 'next-16',
    build: (bin) => [[bin('next'), 'build', ...options]],
    output: join('.next', 'static'),
    serve: (bin, port) => [bin('next'), 'start', '--hostname', '127.0.0.1', '--port', String(port)],
    rendered: 'not reporting',
  }
}
