// @ts-check
// `npm run bench -- wasm`: what the reporting of Rust costs: from a panic to the bytes handed to fetch, a call through
// the guard, and source lines in the server. docs/bench.md says how.
import { startBrowser } from '../../tests/e2e/browser.mjs'
import { startSite } from '../../tests/e2e/site.mjs'
import { guardedCalls } from './guard.mjs'
import { panics } from './panics.mjs'
import { symbolication } from './symbols.mjs'

/** @param {string[]} _ */
export async function bench(_) {
  const browser = await startBrowser()
  const site = await startSite({})
  try {
    const world = { site, newPage: () => browser.newPage() }
    table('From a panic to the bytes handed to fetch (ms, Chromium)', await panics(world))
    table('A call of an export (ns, Chromium)', await guardedCalls(world))
  } finally {
    await site.close()
    await browser.close()
  }
  table('Source lines in the server', await symbolication())
}

/** @param {string} title @param {Record<string, string | number>} rows */
function table(title, rows) {
  console.log(`\n${title}`)
  const width = Math.max(...Object.keys(rows).map((name) => name.length))
  for (const [name, value] of Object.entries(rows)) console.log(`  ${name.padEnd(width)}  ${value}`)
}
