// @ts-check
// Which file of ours uses which, and so which room uses which.
import { posix } from 'node:path'
import { aliases, folderOf, testModules, uses } from './uses.mjs'

/** @typedef {Map<string, Set<string>>} Graph who uses whom */
/** @typedef {Map<string, string>} Files text by path */

/** Most re-exports that are followed from one name to the file that defines it. */
const MAX_STEPS = 8

/**
 * The files that each file uses. A name of a Rust module that only passes it on (`pub use`) leads to the file that
 * defines it, so a `mod.rs` that wires its room makes no circle. Tests inside the sources are left out.
 * @param {Files} files
 * @returns {Graph}
 */
export function fileGraph(files) {
  const tests = [...files].flatMap(([file, text]) => (file.endsWith('.rs') ? testModules(file, text) : []))
  const isTest = (/** @type {string} */ file) =>
    tests.some((place) => file === `${place}.rs` || file.startsWith(`${place}/`))
  const find = definitions(files)
  /** @type {Graph} */
  const graph = new Map()
  for (const [file, text] of files) {
    if (isTest(file)) continue
    const used = uses(file, text).flatMap((path) => find(path, file))
    graph.set(file, new Set(used.filter((other) => other !== file && !isTest(other))))
  }
  return graph
}

/**
 * The rooms inside a folder, and which uses which: each file or folder in it is a room, and `store.rs` and `store/` are
 * one.
 * @param {Graph} graph of files
 * @param {string} folder
 * @returns {Graph}
 */
export function roomGraph(graph, folder) {
  /** @type {Graph} */
  const rooms = new Map()
  for (const [file, used] of graph) {
    const from = roomOf(file, folder)
    if (from === undefined) continue
    const others = rooms.get(from) ?? new Set()
    rooms.set(from, others)
    for (const other of used) {
      const to = roomOf(other, folder)
      if (to !== undefined && to !== from) others.add(to)
    }
  }
  return rooms
}

/** All folders that hold files of the graph, or folders with some. @param {Graph} graph */
export function foldersOf(graph) {
  /** @type {Set<string>} */
  const folders = new Set()
  for (const file of graph.keys()) {
    for (let at = posix.dirname(file); at !== '.' && !folders.has(at); at = posix.dirname(at)) folders.add(at)
  }
  return [...folders].sort()
}

/** @param {string} file @param {string} folder @returns {string | undefined} */
function roomOf(file, folder) {
  if (!file.startsWith(`${folder}/`)) return undefined
  const [first = ''] = file.slice(folder.length + 1).split('/')
  return posix.join(folder, first.replace(/\.\w+$/, ''))
}

/** Rust modules by their path: `proxy/src/store` is `store.rs` or `store/mod.rs`. @param {Files} files */
function modulesOf(files) {
  /** @type {Map<string, string[]>} */
  const modules = new Map()
  const add = (/** @type {string} */ path, /** @type {string} */ file) =>
    modules.set(path, [...(modules.get(path) ?? []), file])
  for (const [file, text] of files) {
    if (!file.endsWith('.rs')) continue
    // Beside a library, a program is a crate of its own, which nothing uses.
    if (!file.endsWith('/main.rs') || !files.has(file.replace(/main\.rs$/, 'lib.rs')))
      add(folderOf(file), file)
    for (const [, path = '', name = ''] of text.matchAll(
      /#\[path = "([^"]+)"\]\s*(?:pub(?:\([^)]*\))? )?mod (\w+);/g,
    )) {
      const other = posix.join(posix.dirname(file), path)
      const place = posix.join(folderOf(file), name)
      if (files.has(other) && folderOf(other) !== place) add(place, other)
    }
  }
  return modules
}

/**
 * Finds the files in which the thing that a path names is defined; none where that is not ours.
 * @param {Files} files
 */
function definitions(files) {
  const modules = modulesOf(files)
  /** @type {Map<string, ReturnType<typeof aliases>>} */
  const read = new Map()
  const aliasesOf = (/** @type {string} */ file) => {
    const known = read.get(file) ?? aliases(file, files.get(file) ?? '')
    read.set(file, known)
    return known
  }

  /** @param {string} path @param {string} user the file that uses it @returns {string[]} */
  const find = (path, user, steps = 0) => {
    if (files.has(path)) return [path]
    if (!user.endsWith('.rs') || steps > MAX_STEPS) return []
    // `page::start` may be of a child module.
    const child = posix.join(folderOf(user), path)
    const isChild = modules.has(posix.join(folderOf(user), path.split('/')[0] ?? ''))
    const found = split(isChild ? child : path, modules)
    if (!found) return []
    const { module, item } = found
    return (modules.get(module) ?? []).flatMap((file) => {
      const passedOn = file === user ? [] : aliasesOf(file).filter(({ name }) => name === item)
      return passedOn.length > 0 ? passedOn.flatMap(({ path }) => find(path, file, steps + 1)) : [file]
    })
  }
  return find
}

/** The module that a path begins with, and the item of it that follows. @param {string} path @param {Map<string, string[]>} modules */
function split(path, modules) {
  const parts = path.split('/')
  for (let count = parts.length; count > 0; count -= 1) {
    const module = parts.slice(0, count).join('/')
    if (modules.has(module)) return { module, item: parts[count] }
  }
  return undefined
}
