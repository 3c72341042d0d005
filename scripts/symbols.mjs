// @ts-check
// The symbols of the demo's Rust app: the build leaves them in a folder, and a server that runs is handed them.
import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { root, Trouble } from './run.mjs'
import { cargoTarget } from './tools.mjs'

const execute = promisify(execFile)

/** Where the build leaves them: beside what cargo builds, never in what is shipped. */
export const symbolsFolder = () => join(cargoTarget(), 'demo-symbols')

/**
 * Hands them to a server, with the sources. The token for it is taken back at once.
 * @param {string} program the server's
 * @param {string[]} options which data it uses: what it was started with
 * @param {string} url
 */
export async function uploadSymbols(program, options, url, folder = symbolsFolder()) {
  const files = readdirSync(folder).map((file) => join(folder, file))
  const name = `demo-symbols-${process.pid}-${Date.now()}`
  const scope = ['--scope', 'project:releases', '--expires', '1h']
  const token = await told([program, 'token', ...options, '--name', name, ...scope])
  try {
    const env = { SENTRY_URL: url, SENTRY_AUTH_TOKEN: token }
    return await told([program, 'upload', '--include-sources', ...files], env)
  } finally {
    await told([program, 'token', ...options, 'revoke', name])
  }
}

/**
 * The output of a command; throws its last error line.
 * @param {string[]} command
 * @param {Record<string, string>} [env]
 */
async function told(command, env = {}) {
  const [program = '', ...args] = command
  try {
    const { stdout } = await execute(program, args, { cwd: root, env: { ...process.env, ...env } })
    return stdout.trim()
  } catch (error) {
    const { stderr, message } = /** @type {{ stderr?: string, message: string }} */ (error)
    throw new Trouble(stderr?.trim().split('\n').at(-1) || message)
  }
}
