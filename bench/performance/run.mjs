// @ts-check
// `npm run bench -- performance`: fills a store with a million page loads, and measures questions about them.
import { run } from '../../scripts/run.mjs'

/** The program tells all itself: proxy/examples/performance.rs. @param {string[]} args */
export async function bench(args) {
  const example = ['-p', 'balefire-proxy', '--example', 'performance']
  await run(['cargo', 'run', '--quiet', '--profile', 'server', ...example, '--', ...args])
}
