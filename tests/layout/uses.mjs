// @ts-check
// What a source file uses of the others, as paths: `crate::store::Issue` in the proxy is `proxy/src/store/Issue`,
// `std::time` is `std/time`, `./observe/breadcrumbs.js` in js/ is `js/observe/breadcrumbs.js`. Tests inside a file do not count.
import { posix } from 'node:path'

/** Where the modules of each crate begin. */
const CRATES = ['protocol/src', 'proxy/src', 'rust/src', 'src']

/** All that a file uses. @returns {string[]} */
export function uses(/** @type {string} */ file, /** @type {string} */ text) {
  return [...new Set(file.endsWith('.rs') ? usesOfRust(file, text) : usesOfScript(file, text))]
}

/** Modules that a Rust file compiles for tests only. @returns {string[]} */
export function testModules(/** @type {string} */ file, /** @type {string} */ text) {
  const module = /#\[cfg\(test\)\]\s*(?:#\[path = "([^"]+)\.rs"\]\s*)?(?:pub(?:\([^)]*\))?\s+)?mod (\w+);/g
  // A path stands beside the file, whatever the module is called.
  return [...text.matchAll(module)].map(([, path, name = '']) =>
    path ? posix.join(posix.dirname(file), path) : posix.join(folderOf(file), name),
  )
}

/** @returns {string[]} */
function usesOfRust(/** @type {string} */ file, /** @type {string} */ text) {
  const found = []
  const use = /\buse\s+([^;]+);/g
  // How far a name is seen is no use of the place: `pub(in super::super)`.
  const code = withoutComments(withoutTests(text)).replace(/\bpub\(in [\w:]+\)/g, 'pub')
  for (const [, tree = ''] of code.matchAll(use)) found.push(...branches(tree))
  // Paths that stand in the code itself.
  for (const [path] of code.replace(use, '').matchAll(/\b[a-z_]\w*(?:::\w+)+/g)) found.push(path)
  return found.map((path) => resolve(file, path.split('::')))
}

/**
 * What a Rust file calls by a name of its own, or passes on: the name, and the path of what it stands for.
 * @param {string} file
 * @param {string} text
 */
export function aliases(file, text) {
  const code = withoutComments(withoutTests(text))
  return [...code.matchAll(/\buse\s+([^;]+);/g)]
    .flatMap(([, tree = '']) => branches(tree.replace(/(\w+)\s+as\s+(\w+)/g, '$1=$2')))
    .map((branch) => {
      const path = branch.replace(/=\w+$/, '').replace(/::self$/, '')
      const last = path.split('::').at(-1) ?? ''
      return { name: /=(\w+)$/.exec(branch)?.[1] ?? last, path: resolve(file, path.split('::')) }
    })
}

/** The paths of a use tree: `a::{b, c::{d, e}}` is `a::b`, `a::c::d`, `a::c::e`. @returns {string[]} */
export function branches(/** @type {string} */ tree) {
  const text = tree
    .replace(/\s+as\s+\w+/g, '')
    .replace(/\s+/g, '')
    .replace(/^::/, '')
  const open = text.indexOf('{')
  if (open === -1) return [text]
  const before = text.slice(0, open)
  const parts = []
  let depth = 0
  let start = open + 1
  for (let at = open + 1; at < text.length; at += 1) {
    const char = text[at]
    if ((char === ',' || char === '}') && depth === 0) {
      if (at > start) parts.push(text.slice(start, at))
      start = at + 1
    } else if (char === '{') depth += 1
    else if (char === '}') depth -= 1
  }
  return parts.flatMap((part) => branches(part)).map((branch) => before + branch)
}

function resolve(/** @type {string} */ file, /** @type {string[]} */ path) {
  const crate = CRATES.find((folder) => file.startsWith(`${folder}/`)) ?? posix.dirname(file)
  const [first = '', ...rest] = path
  if (first === 'crate') return posix.join(crate, ...rest)
  if (first === 'self') return posix.join(folderOf(file), ...rest)
  let above = posix.dirname(folderOf(file))
  let at = 0
  while (path[at] === 'super' && path[at + 1] === 'super') {
    above = posix.dirname(above)
    at += 1
  }
  return first === 'super' ? posix.join(above, ...path.slice(at + 1)) : path.join('/')
}

/** Where the children of a module lie: beside mod.rs, or in the folder of the file's name. */
export function folderOf(/** @type {string} */ file) {
  return /\/(mod|lib|main)\.rs$/.test(file) ? posix.dirname(file) : file.replace(/\.rs$/, '')
}

/** Tests stand last in a file. */
const withoutTests = (/** @type {string} */ text) => text.replace(/#\[cfg\(test\)\]\s*mod \w+ \{[\s\S]*$/, '')

const withoutComments = (/** @type {string} */ text) =>
  text.replace(/\/\*[\s\S]*?\*\/|(^|[^:"'])\/\/[^\n]*/g, '$1')

/** @returns {string[]} */
function usesOfScript(/** @type {string} */ file, /** @type {string} */ text) {
  const code = withoutComments(text)
  const named = [...code.matchAll(/\b(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)].map(
    (match) => match[1] ?? '',
  )
  return named.map((name) => (name.startsWith('.') ? posix.join(posix.dirname(file), name) : name))
}
