// @ts-check
// `npm run bench -- issues`: fills a store with a million events of 50,000 issues, and measures lists and searches.
import { run } from '../../scripts/run.mjs'

/** The program tells all itself: proxy/examples/issues.rs. @param {string[]} args */
export async function bench(args) {
  const example = ['-p', 'balefire-proxy', '--example', 'issues']
  await run(['cargo', 'run', '--quiet', '--profile', 'server', ...example, '--', ...args])
}
