// @ts-check
// The bench's page and its subjects, on an origin whose clock has steps of 5 µs.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** In the order the page runs them. */
const SCRIPTS = ['network.js', 'bodies.js', 'subject.js', 'loops.js']

const page = `<!doctype html><meta charset="utf-8"><title>Bench</title>
${SCRIPTS.map((name) => `<script src="/page/${name}"></script>`).join('\n')}
<body></body>`

/** https://developer.mozilla.org/en-US/docs/Web/API/Performance_API/High_precision_timing#reduced_precision */
const ISOLATED = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
}

const TYPES = { html: 'text/html', js: 'text/javascript', wasm: 'application/wasm' }

/** @param {import('./subjects.mjs').Subject[]} subjects */
export async function startServer(subjects) {
  const folder = join(dirname(fileURLToPath(import.meta.url)), 'page')
  /** @type {Record<string, string | Uint8Array>} */
  const files = { '/': page }
  for (const name of SCRIPTS) files[`/page/${name}`] = readFileSync(join(folder, name))
  for (const subject of subjects) Object.assign(files, subject.files)

  const server = createServer((request, response) => {
    const body = files[request.url ?? '']
    if (body === undefined) return response.writeHead(404).end()
    const ending = /** @type {keyof typeof TYPES} */ (request.url?.split('.').at(1) ?? 'html')
    const type = (request.url?.endsWith('.wasm') && TYPES.wasm) || TYPES[ending] || TYPES.js
    response.writeHead(200, { 'Content-Type': type, ...ISOLATED }).end(body)
  })
  await new Promise((done) => server.listen(0, '127.0.0.1', () => done(undefined)))
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  return {
    url: `http://127.0.0.1:${port}/`,
    close() {
      server.closeAllConnections()
      return new Promise((done) => server.close(done))
    },
  }
}
