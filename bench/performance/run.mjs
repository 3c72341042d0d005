// @ts-check
// `npm run bench -- performance`: fills a store with a million page loads, measures questions about them, and asks the
// built server for the pages.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { run } from '../../scripts/run.mjs'
import { askPages } from './pages.mjs'

const ROUNDS = 40

/** The rest of the options is for proxy/examples/performance.rs, which fills and asks. @param {string[]} args */
export async function bench(args) {
  const { values } = parseArgs({ args, options: { directory: { type: 'string' } }, strict: false })
  const kept = typeof values.directory === 'string' ? resolve(values.directory) : undefined
  const directory = kept ?? mkdtempSync(join(tmpdir(), 'balefire-performance-'))
  try {
    const example = ['-p', 'balefire-proxy', '--example', 'performance']
    const options = [...args, ...(kept ? [] : ['--directory', directory])]
    await run(['cargo', 'run', '--quiet', '--profile', 'server', ...example, '--', ...options])
    await askPages(directory, ROUNDS)
  } finally {
    if (!kept) rmSync(directory, { recursive: true })
  }
}
