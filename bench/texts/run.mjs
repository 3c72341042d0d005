// @ts-check
// `npm run bench -- texts`: what the worst texts for scrubbing, processing and grouping cost for each byte, at three sizes.
import { run } from '../../scripts/run.mjs'

/** The program tells all itself: proxy/examples/texts.rs. @param {string[]} _ */
export async function bench(_) {
  await run(['cargo', 'run', '--quiet', '--profile', 'server', '-p', 'balefire-proxy', '--example', 'texts'])
}
