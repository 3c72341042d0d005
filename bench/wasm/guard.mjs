// @ts-check
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../scripts/run.mjs'

/** Calls in a round, and rounds; the median of the rounds is told. */
const CALLS = 2_000_000
const ROUNDS = 9

const MODULE = `(module
  (global $stack (export "__stack_pointer") (mut i32) (i32.const 1024))
  (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))`

/** The same function called with the guard around it and without. @param {import('./panics.mjs').World} world */
export async function guardedCalls({ site, newPage }) {
  const { default: binaryen } = await import('binaryen')
  const tree = binaryen.parseText(MODULE)
  site.files['/guard/add.wasm'] = tree.emitBinary()
  tree.dispose()
  for (const file of ['balefire.min.js', 'balefire_bg.wasm', 'balefire-wasm.min.js'])
    site.files[`/guard/${file}`] = readFileSync(join(root, 'dist', file))
  /** @type {Record<string, number>} */
  const medians = {}
  for (const isGuarded of [false, true]) {
    site.files['/guard/'] = `<!doctype html><meta charset="utf-8">
<script src="balefire.min.js" data-dsn="http://key@127.0.0.1:9/1" data-wasm-guard="${isGuarded}"></script>
<script type="module">
const { instance } = await WebAssembly.instantiateStreaming(fetch('add.wasm'))
globalThis.measure = () => {
  const { add } = instance.exports
  let sum = 0
  const since = performance.now()
  for (let n = 0; n < ${CALLS}; n++) sum = add(sum, n)
  return (performance.now() - since) / ${CALLS} * 1e6
}
</script>`
    const page = await newPage()
    await page.goto(`${site.url}/guard/`)
    await page.waitForFunction('globalThis.measure')
    const rounds = []
    for (let n = 0; n < ROUNDS; n++) rounds.push(await page.evaluate('measure()'))
    medians[isGuarded ? 'with the guard' : 'without'] = rounds.sort((a, b) => a - b)[ROUNDS >> 1]
  }
  return Object.fromEntries(Object.entries(medians).map(([name, ns]) => [name, ns.toFixed(1)]))
}
