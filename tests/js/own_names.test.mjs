// @ts-check
// The names that the built files have short: nobody but our own code may know them.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { test } from 'node:test'
import { parse } from 'acorn'
import { OWN_NAMES, shortNames } from '../../scripts/own_names.mjs'
import { root } from '../../scripts/run.mjs'

/** The texts of all files below a folder whose names end so. @param {string} folder @param {string} end */
const read = (folder, end) =>
  readdirSync(folder, { recursive: true })
    .map(String)
    .filter((file) => file.endsWith(end))
    .map((file) => readFileSync(join(folder, file), 'utf8'))

/** @param {string[]} texts */
const wordsOf = (texts) => new Set(texts.flatMap((text) => text.match(/[\w$]+/g) ?? []))

const js = join(root, 'js')
/** @type {Set<string>} */
const members = new Set()
/** The names of files that are imported later: their exports are read as members. @type {Set<string>} */
const later = new Set()
/** @type {string[]} */
const texts = []

/** @param {any} node */
const walk = (node) => {
  if (typeof node?.type !== 'string') return
  const member = node.type === 'MemberExpression' ? node.property : node.key
  if (member?.type === 'Identifier' && !node.computed) members.add(member.name)
  if (node.type === 'ImportExpression' && node.source.value) later.add(basename(node.source.value))
  if (node.type === 'Literal') texts.push(String(node.value))
  if (node.type === 'TemplateElement') texts.push(node.value.raw)
  for (const value of Object.values(node)) for (const child of [value].flat()) walk(child)
}
for (const code of read(js, '.js')) walk(parse(code, { ecmaVersion: 2024, sourceType: 'module' }))

/** The exports of these files. */
const exported = () =>
  [...later]
    .flatMap((file) => read(js, `/${file}`))
    .flatMap((code) => code.match(/^export (const \w+|\{.*?\})/gms) ?? [])

/** The declarations of what browsers have; the package of the compiler is that of the machine. */
const browser = () => {
  const compiler = createRequire(createRequire(import.meta.url).resolve('typescript/package.json'))
  const name = `@typescript/typescript-${process.platform}-${process.arch}/package.json`
  return read(join(dirname(compiler.resolve(name)), 'lib'), '.d.ts')
}

/** @type {[what: string, words: Set<string>][]} */
const STRANGERS = [
  ['an option, or of the public API', wordsOf(read(js, '.d.ts'))],
  ['exported by a file that is imported later', wordsOf(exported())],
  ['in a text', wordsOf(texts)],
  ['in the crate', wordsOf(read(join(root, 'rust', 'src'), '.rs'))],
  ['of the browser', wordsOf(browser())],
]

for (const name of OWN_NAMES)
  test(`${name} is ours`, () => {
    assert.match(name, /^[a-z]+\d?[A-Z]|^[a-z]+\d$/)
    assert.ok(members.has(name), 'nothing has that name')
    for (const [what, words] of STRANGERS) assert.ok(!words.has(name), what)
  })

test('each has a short name of its own, which nothing else has', () => {
  const short = Object.values(shortNames().props.props)
  assert.equal(new Set(short).size, OWN_NAMES.length)
  assert.deepEqual(
    short.filter((name) => members.has(name)),
    [],
  )
})
