// @ts-check
// Somebody's web site: a few files in memory, on an origin of its own.
import { createServer } from 'node:http'

/** @typedef {{ body: string | Uint8Array, type?: string, headers?: Record<string, string>, status?: number }} File */

const TYPES = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript',
  css: 'text/css',
  json: 'application/json',
  wasm: 'application/wasm',
}

/** @typedef {string | Uint8Array | File} Answer */

/** @param {Record<string, Answer | ((request: import('node:http').IncomingMessage) => Answer)>} files by path */
export async function startSite(files) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://site')
    const file = files[pathname]
    const found = typeof file === 'function' ? file(request) : file
    if (found === undefined) return response.writeHead(404).end('no such file')
    const {
      body,
      type,
      headers,
      status = 200,
    } = typeof found === 'string' || found instanceof Uint8Array
      ? /** @type {File} */ ({ body: found })
      : found
    const ending = /** @type {keyof typeof TYPES} */ (pathname.split('.').at(-1))
    response.writeHead(status, { 'Content-Type': type ?? TYPES[ending] ?? TYPES.html, ...headers }).end(body)
  })
  await new Promise((done) => server.listen(0, '127.0.0.1', () => done(undefined)))
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  return {
    // Another name for the same machine: another site than the server's, to the browser.
    url: `http://localhost:${port}`,
    files,
    close() {
      server.closeAllConnections()
      return new Promise((done) => server.close(done))
    },
  }
}
