// @ts-check
// An app on an origin of its own: the files that its bundler made, or its own server.
import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { filesIn } from '../../scripts/output.mjs'
import { eventually } from '../e2e/eventually.mjs'
import { startSite } from '../e2e/site.mjs'
import { QUIET } from './app_folder.mjs'

/**
 * @param {import('./apps.mjs').App} app
 * @param {{ folder: string, bin: import('./apps.mjs').Bin }} place
 * @returns {Promise<{ url: string, close: () => unknown }>}
 */
export async function serveApp({ serve, output = '', page }, { folder, bin }) {
  if (serve) {
    const port = await freePort()
    return startServer(serve(bin, port), folder, `http://127.0.0.1:${port}`)
  }
  const files = Object.fromEntries(
    [...filesIn(join(folder, output))].map(([path, bytes]) => [`/${path}`, bytes]),
  )
  const type = page === 'module' ? ' type="module"' : ''
  const own = page ? `<!doctype html><title>Shop</title><script${type} src="/main.js"></script>` : ''
  return startSite({ ...files, '/': own || (files['/index.html'] ?? '') })
}

/** A port that nobody listens on. @returns {Promise<number>} */
const freePort = () =>
  new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
      server.close(() => done(port))
    })
  })

/** @param {string[]} command @param {string} cwd @param {string} url */
async function startServer([program = '', ...args], cwd, url) {
  let output = ''
  // In a group of its own: these servers start others.
  const server = spawn(program, args, { cwd, env: { ...process.env, ...QUIET }, detached: true })
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (text) => (output += text))
  const close = () => {
    if (server.pid && server.exitCode === null) process.kill(-server.pid, 'SIGKILL')
  }
  const isUp = () =>
    fetch(url).then(
      ({ ok }) => ok,
      () => false,
    )
  try {
    await eventually(isUp, () => `${program}: ${output}`)
  } catch (error) {
    close()
    throw error
  }
  return { url, close }
}
