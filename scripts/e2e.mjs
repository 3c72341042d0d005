// @ts-check
// `npm run e2e [-- NAME..]`: the end-to-end tests, one file after the other, on what `npm run build` made.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { root, run, Trouble, whenRun } from './run.mjs'

/** Longest time for a test with all its parts, in ms: some wait for a page that may never answer. */
const TIMEOUT = 600_000

/** The test files whose name contains one of the words; all without a word. */
export function chosen(/** @type {string[]} */ files, /** @type {string[]} */ words) {
  const tests = files.filter((file) => file.endsWith('.test.mjs')).sort()
  return words.length === 0 ? tests : tests.filter((file) => words.some((word) => file.includes(word)))
}

await whenRun(import.meta.url, async (words) => {
  const folder = join('tests', 'e2e')
  const files = chosen(readdirSync(join(root, folder)), words)
  if (files.length === 0) throw new Trouble(`no end-to-end test is named like ${words.join(' or ')}`)
  // One at a time: each starts a server and a browser, and some look at what is on the disk of both.
  const bounds = ['--test-concurrency=1', `--test-timeout=${TIMEOUT}`]
  await run([process.execPath, '--test', ...bounds, ...files.map((file) => join(folder, file))])
})
