// @ts-check
// The route of an address, for pages without a route provider: the server groups page loads by it.
import { joined, map } from '../../builtins/lists.js'

/** Parts of a path that name one thing of many, and what stands for them. @type {[RegExp, string][]} */
const PARTS = [
  [/^\d+$/, ':id'],
  [/^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i, ':uuid'],
  // A hash, or a part of one: of letters alone it is a word.
  [/^(?=.*\d)[0-9a-f]{8,}$/i, ':hash'],
  [/^\d{4}-\d\d-\d\d/, ':date'],
  // A random id: long, with digits in it.
  [/^(?=(.*\d){3})[\w~-]{20,}$/, ':id'],
  [/^[^@]+@[^@]+\.\w+$/, ':email'],
]

/** Most parts of a pattern, and longest part. */
const MAX_PARTS = 20
const MAX_PART = 100

/** @param {string} part */
const patternOf = (part) => {
  for (const [is, name] of PARTS) if (is.test(part)) return name
  return part.slice(0, MAX_PART)
}

/** `/users/17/posts` becomes `/users/:id/posts`. @param {string} path */
export const routePattern = (path) =>
  joined(map(path.slice(0, MAX_PARTS * MAX_PART).split('/', MAX_PARTS), patternOf), '/')
