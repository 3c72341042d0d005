// @ts-check
// `npm run e2e [-- NAME..]`: the end-to-end tests, two files at a time, on what `npm run build` made.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { root, run, Trouble, whenRun } from './run.mjs'

/** Longest time for a test with all its parts, in ms: some wait for a page that may never answer. */
const TIMEOUT = 900_000
/**
 * Files that run beside each other. Each has a server, a folder and a browser of its own; most of a file is waiting for
 * delays that a page or a server must respect. More of them would make times that pages measure those of the machine.
 */
const AT_ONCE = 2

/** The test files whose name contains one of the words; all without a word. */
export function chosen(/** @type {string[]} */ files, /** @type {string[]} */ words) {
  const tests = files.filter((file) => file.endsWith('.test.mjs')).sort()
  return words.length === 0 ? tests : tests.filter((file) => words.some((word) => file.includes(word)))
}

await whenRun(import.meta.url, async (words) => {
  const folder = join('tests', 'e2e')
  const files = chosen(readdirSync(join(root, folder)), words)
  if (files.length === 0) throw new Trouble(`no end-to-end test is named like ${words.join(' or ')}`)
  const bounds = [`--test-concurrency=${AT_ONCE}`, `--test-timeout=${TIMEOUT}`]
  await run([process.execPath, '--test', ...bounds, ...files.map((file) => join(folder, file))])
})
