// @ts-check
// The npm package as it would be published, and the names of its scripts.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parse } from 'acorn'
import { versioned } from '../scripts/bundle_npm.mjs'
import { root } from '../scripts/run.mjs'

const read = (/** @type {string} */ file) => readFileSync(join(root, file), 'utf8')
const manifest = JSON.parse(read('package.json'))

/** @type {string[]} */
const published = JSON.parse(
  execFileSync('npm', ['pack', '--dry-run', '--ignore-scripts', '--json'], { cwd: root, encoding: 'utf8' }),
)[0].files.map((/** @type {{ path: string }} */ { path }) => path)

/** What a script imports, in any way. @param {string} code */
function importsOf(code) {
  /** @type {string[]} */
  const found = []
  const visit = (/** @type {any} */ node) => {
    if (!node || typeof node !== 'object') return
    if (/^(Import|Export)/.test(node.type ?? '') && node.source) found.push(node.source.value)
    for (const value of Object.values(node)) visit(value)
  }
  visit(parse(code, { ecmaVersion: 2024, sourceType: 'module' }))
  return found.filter((path) => typeof path === 'string')
}

test('what a script of the package imports is published with it', () => {
  const scripts = published.filter((file) => /^dist\/balefire(-[\w-]+)?\.js$/.test(file))
  const imported = scripts.flatMap((file) => importsOf(read(file)))
  assert.ok(imported.length > 0, 'the package is more than one script')
  assert.deepEqual(
    imported.filter((path) => !published.includes(`dist/${path.replace('./', '')}`)),
    [],
  )
  // The others are of another build.
  const parts = scripts.filter((file) => /-[0-9a-f]{8}\.js$/.test(file))
  assert.deepEqual(new Set(parts), new Set(imported.map((path) => path.replace('./', 'dist/'))))
})

test('the package in one file imports nothing', () => {
  assert.deepEqual(importsOf(read('dist/balefire-all.js')), [])
  assert.doesNotMatch(read('dist/balefire-all.min.js'), /\bimport\b/)
})

test('everything that package.json names is published, and nothing of the demo', () => {
  const { main, module, types, exports } = manifest
  const named = [
    main,
    module,
    types,
    ...Object.values(exports).flatMap((to) => (typeof to === 'string' ? to : Object.values(to))),
  ]
  const files = named.filter(
    (path) => typeof path === 'string' && path.startsWith('./') && !path.includes('*'),
  )
  assert.ok(files.length > 5)
  assert.deepEqual(
    files.filter((path) => !published.includes(path.slice(2))),
    [],
  )
  assert.ok(published.every((file) => existsSync(join(root, file)) && !file.startsWith('dist/demo')))
})

test('a part has another name as soon as any part is another', () => {
  const parts = (/** @type {string} */ core) =>
    versioned(
      new Map([
        ['balefire.js', 'import("./balefire-entry-AAAAAAA2.js");import"./balefire-chunk-CCCCCCC2.js"'],
        ['balefire-entry-AAAAAAA2.js', `import"./balefire-chunk-CCCCCCC2.js";${core}`],
        ['balefire-entry-BBBBBBB2.js', 'export{}'],
        ['balefire-chunk-CCCCCCC2.js', 'export{}'],
      ]),
    )
  const before = parts('core()')
  const after = parts('core(1)')
  assert.equal(before.size, 4, 'two parts of one name stay two')
  assert.deepEqual(
    [...before.keys()].filter((name) => after.has(name)),
    ['balefire.js'],
  )
  for (const files of [before, after]) {
    const imported = [...files.values()].flatMap(importsOf)
    assert.equal(imported.length, 3)
    assert.ok(imported.every((path) => files.has(path.slice(2))))
  }
  assert.deepEqual([...parts('core()')], [...before], 'the same build has the same names')
})
