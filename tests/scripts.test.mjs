// @ts-check
// The parts of scripts/ that decide something.
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { runInNewContext } from 'node:vm'
import { literal } from '../scripts/carried.mjs'
import { chosen } from '../scripts/e2e.mjs'
import { eager } from '../scripts/eager.mjs'
import { asked, command } from '../scripts/fuzz.mjs'
import { steps as slowRuns } from '../scripts/matrix.mjs'
import { filesIn, fill } from '../scripts/output.mjs'
import { root } from '../scripts/run.mjs'
import { fileOf, measure, table } from '../scripts/size.mjs'
import { dataFolder, welcome } from '../scripts/start.mjs'
import { named, runAll, summary } from '../scripts/steps.mjs'
import { wasmBindgenVersion } from '../scripts/tools.mjs'

test('the version of wasm-bindgen is the one that Cargo.toml pins', () => {
  assert.equal(wasmBindgenVersion('a = "1"\nwasm-bindgen = { version = "=0.2.130", x = [] }'), '0.2.130')
  assert.equal(wasmBindgenVersion('wasm-bindgen = "=1.0.2"'), '1.0.2')
  assert.equal(wasmBindgenVersion('wasm-bindgen = "0.2"'), undefined)
  assert.match(wasmBindgenVersion() ?? '', /^\d+\.\d+\.\d+$/)
})

test('built files are written only when they change, and stale ones go', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'balefire-output-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const file = (/** @type {string} */ text) => Buffer.from(text)
  mkdirSync(join(folder, 'old'))
  writeFileSync(join(folder, 'old', 'stale.js'), 'stale')

  const first = fill(
    folder,
    new Map([
      ['a.js', file('a')],
      ['deep/b.js', file('b')],
    ]),
  )
  assert.deepEqual(first, { written: ['a.js', 'deep/b.js'], removed: ['old/stale.js'] })
  const { mtimeNs } = statSync(join(folder, 'a.js'), { bigint: true })

  const second = fill(
    folder,
    new Map([
      ['a.js', file('a')],
      ['deep/b.js', file('B')],
    ]),
  )
  assert.deepEqual(second, { written: ['deep/b.js'], removed: [] })
  assert.equal(statSync(join(folder, 'a.js'), { bigint: true }).mtimeNs, mtimeNs)
  assert.deepEqual([...filesIn(folder).keys()], ['a.js', 'deep/b.js'])
  assert.equal(readFileSync(join(folder, 'deep', 'b.js'), 'utf8'), 'B')
})

test('a budget holds up to its limit and not a byte beyond', () => {
  const budget = (/** @type {number} */ limit) => [{ name: 'all', parts: ['a', 'b'], limit, source: '' }]
  const read = () => Buffer.from('x')
  const total = measure(budget(0), read).totals[0]?.gzip ?? 0
  assert.ok(total > 0)
  assert.equal(measure(budget(total), read).isOver, false)
  assert.equal(measure(budget(total - 1), read).isOver, true)
  assert.match(table(measure(budget(total - 1), read)), /-1 OVER/)
})

test('a part with a hash in its name is found, and only if it is the only one', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'balefire-size-'))
  t.after(() => rmSync(folder, { recursive: true }))
  for (const file of ['a.js', 'a-1.min.js', 'b-1.js', 'b-2.js']) writeFileSync(join(folder, file), '')
  assert.equal(fileOf(folder, 'a.js'), 'a.js')
  assert.equal(fileOf(folder, 'a-*.min.js'), 'a-1.min.js')
  assert.throws(() => fileOf(folder, 'b-*.js'), /ambiguous: b-1.js, b-2.js/)
  assert.throws(() => fileOf(folder, 'c.js'), /missing/)
})

test('the gate stops at the first failure, unless it is stubborn', async () => {
  const steps = ['one', 'two', 'three'].map((name) => ({ name, command: [] }))
  const doStep = async (/** @type {{ name: string }} */ { name }) => {
    if (name === 'two') throw new Error('broken on purpose, by the test')
  }
  const stopped = await runAll(steps, { isStubborn: false, doStep })
  assert.equal(summary(stopped, steps.length).split('\n').at(-1), '1 passed, 1 failed')
  const stubborn = await runAll(steps, { isStubborn: true, doStep })
  assert.equal(summary(stubborn, steps.length).split('\n').at(-1), '2 passed, 1 failed')
  assert.equal(
    summary(
      stubborn.filter(({ hasPassed }) => hasPassed),
      2,
    )
      .split('\n')
      .at(-1),
    '2 passed, 0 failed',
  )
})

test('end-to-end tests are chosen by a part of their name', () => {
  const files = ['b.test.mjs', 'a.test.mjs', 'harness.mjs']
  assert.deepEqual(chosen(files, []), ['a.test.mjs', 'b.test.mjs'])
  assert.deepEqual(chosen(files, ['b.']), ['b.test.mjs'])
  assert.deepEqual(chosen(files, ['harness']), [])
})

test('targets are fuzzed by name or all, for as long as is said', () => {
  const targets = ['dsn', 'event']
  assert.deepEqual(asked([], targets), { names: targets, seconds: 60 })
  assert.deepEqual(asked(['event', '5'], targets), { names: ['event'], seconds: 5 })
  assert.deepEqual(asked(['5'], targets), { names: targets, seconds: 5 })
  for (const args of [['evnt'], ['0'], ['5', '6'], ['--help']])
    assert.throws(() => asked(args, targets), /there are: dsn \| event/)
  // New inputs go to the first folder, which git does not see.
  const [first = '', second = ''] = command('dsn', 5, '/built').filter((word) => word.includes('/corpus/'))
  assert.equal(first, '/built/corpus/dsn')
  assert.equal(second, join(root, 'fuzz', 'corpus', 'dsn'))
})

test('the data folder is the one that the arguments name', () => {
  assert.equal(dataFolder([]), join(root, 'data'))
  assert.equal(dataFolder(['--listen', 'x', '--data', '/d']), '/d')
  assert.equal(dataFolder(['--data=/d']), '/d')
})

test('the last word of a start is that it is ready', () => {
  const text = welcome({ url: 'http://h:1', dsn: 'http://k@h:1/1', data: '/d' })
  assert.equal(text.split('\n').at(-1), 'balefire-proxy is ready at http://h:1')
})

test('what runs while a page starts is compiled with the script', () => {
  const marked = (/** @type {string} */ code) => eager(`(()=>{${code}})()`, 0).slice(6, -4)
  // One is called, one is not, and a method and a function that is called in its place stay as they are.
  assert.equal(marked('const f=e=>e,g=e=>g;f(1)'), 'const f=(e=>e),g=e=>g;f(1)')
  assert.equal(
    marked('const o={m(){},f:()=>1};o.m(o.f());(()=>{})()'),
    'const o={m(){},f:(()=>1)};o.m(o.f());(()=>{})()',
  )
  assert.equal(marked('const f=()=>()=>1;f()()'), 'const f=(()=>(()=>1));f()()')
  const long = `"${'a'.repeat(200)}"`
  assert.equal(
    eager(`(()=>{const f=()=>1,g=()=>${long};f();g()})()`),
    `(()=>{const f=()=>1,g=(()=>${long});f();g()})()`,
    'a short one stays as it is',
  )
  // The whole still means the same.
  assert.throws(
    () => eager('console.warn("balefire: wrong option")'),
    /does not start: balefire: wrong option/,
  )
  assert.throws(() => eager('1'), /no function/)
})

test('the built core has no text of a panic', () => {
  const core = readFileSync(join(root, 'dist', 'balefire_bg.wasm')).toString('latin1')
  assert.match(core, /balefireWrapped/, 'it is the core')
  assert.doesNotMatch(core, /\/rustc\/|library\/|panicked|capacity overflow|memory allocation of/)
})

test('the core in the crate is what it was', () => {
  // All bytes, each before a digit too, behind the zero that a module begins with.
  const every = Array.from({ length: 256 }, (_, byte) => [byte, 0x30 + (byte % 10)]).flat()
  const module = Uint8Array.from([0, ...every, ...new Array(500).fill(0)])
  /** @type {string} */
  const text = runInNewContext(literal(module))
  assert.equal(text.length, module.length)
  const read = Uint8Array.from(text, (char) => char.charCodeAt(0) ^ text.charCodeAt(0))
  assert.deepEqual(read, module)
})

test('the slow runs have the bundlers, all faults, the whole soak and each target of fuzz', () => {
  const names = slowRuns().map(({ name }) => name)
  assert.ok(
    ['bundlers', 'faults, all cases', 'soak, 20 minutes', 'fuzz event', 'fuzz dwarf'].every((name) =>
      names.includes(name),
    ),
  )
  assert.deepEqual(
    named(slowRuns(), ['fuzz ds']).map(({ name }) => name),
    ['fuzz dsn'],
  )
  assert.throws(() => named(slowRuns(), ['no such']), /no step is named so/)
})
