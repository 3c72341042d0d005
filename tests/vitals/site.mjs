// @ts-check
// The site of the pages: files that come late, and what the pages say.

import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { deflateSync } from 'node:zlib'

/** Seeded, so that an image is the same in each run. */
function* noise(seed = 1) {
  for (;;) {
    seed = (seed * 1103515245 + 12345) % 2147483648
    yield seed & 255
  }
}

/** CRC of a PNG chunk: https://www.w3.org/TR/png/#5CRC-algorithm @param {Uint8Array} bytes */
function crc(bytes) {
  let value = ~0
  for (const byte of bytes) {
    value ^= byte
    for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0)
  }
  return ~value >>> 0
}

/** An image that browsers do not take for a placeholder: those have few bits per pixel. @param {number} width @param {number} height */
export function png(width, height) {
  const random = noise(width * 1000 + height)
  const rows = Buffer.alloc(height * (1 + width * 3))
  for (let at = 0; at < rows.length; at++)
    rows[at] = at % (1 + width * 3) === 0 ? 0 : (random.next().value ?? 0)
  const chunk = (/** @type {string} */ type, /** @type {Uint8Array} */ data) => {
    const body = Buffer.concat([Buffer.from(type), data])
    const [head, tail] = [Buffer.alloc(4), Buffer.alloc(4)]
    head.writeUInt32BE(data.length)
    tail.writeUInt32BE(crc(body))
    return Buffer.concat([head, body, tail])
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2], 8)
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** A page that loads another one ahead, and goes there. @param {string} to */
const opener = (to) => `<!doctype html><title>Opener</title><p>Text</p>
<script type="speculationrules">${JSON.stringify({ prerender: [{ source: 'list', urls: [to] }] })}</script>
<script>setTimeout(() => location.assign(${JSON.stringify(to)}), 2000)</script>`

/** @typedef {{ ours: any[], theirs: any[], errors: string[], early?: any }} Said */

/**
 * @param {{ ours: string, theirs: string }} scripts
 * @param {{ name: string, body: string, head?: string }[]} pages
 */
export async function startVitalsSite(scripts, pages) {
  const runner = readFileSync(new URL('page.js', import.meta.url), 'utf8')
  // As files: within a page, HTML would change the characters of the module.
  /** @type {Record<string, string>} */
  const files = {
    '/theirs.js': scripts.theirs,
    '/ours.js': scripts.ours,
    '/page.js': runner,
  }
  const head = Object.keys(files)
    .map((path) => `<script src="${path}"></script>`)
    .join('')
  /** @type {Map<string, Said>} what each case said last */
  const said = new Map()
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://site')
    const ask = (/** @type {string} */ name, /** @type {number} */ otherwise) =>
      Number(searchParams.get(name) ?? otherwise)
    const answer = (/** @type {string} */ type, /** @type {string | Uint8Array} */ body) =>
      setTimeout(
        () => response.writeHead(200, { 'Content-Type': type, 'Timing-Allow-Origin': '*' }).end(body),
        ask('delay', 0),
      )
    if (pathname === '/said') {
      let body = ''
      for await (const part of request) body += part
      said.set(searchParams.get('case') ?? '', JSON.parse(body))
      return response.writeHead(204).end()
    }
    if (files[pathname]) return answer('text/javascript; charset=utf-8', files[pathname] ?? '')
    if (pathname === '/image.png') return answer('image/png', png(ask('w', 200), ask('h', 150)))
    if (pathname === '/text.css') return answer('text/css', 'p { color: #222 }')
    if (pathname === '/slow.js') return answer('text/javascript', `busy(${ask('busy', 0)})`)
    if (pathname === '/opener') return answer('text/html', opener(searchParams.get('to') ?? ''))
    if (pathname === '/blank') return answer('text/html', '<!doctype html><title>Blank</title>')
    const page = pages.find(({ name }) => name === decodeURIComponent(pathname.slice(1)))
    if (page === undefined) return response.writeHead(404).end()
    answer(
      'text/html; charset=utf-8',
      `<!doctype html><html><head><title>${page.name}</title>${page.head ?? ''}${head}</head><body>${page.body}</body></html>`,
    )
  })
  await new Promise((done) => server.listen(0, '127.0.0.1', () => done(undefined)))
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  return {
    url: `http://localhost:${port}`,
    said,
    close() {
      server.closeAllConnections()
      return new Promise((done) => server.close(done))
    },
  }
}
