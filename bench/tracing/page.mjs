// @ts-check
// A page with many resources, some text, an image that is its largest paint, and a button whose handler takes a while.
import { createServer } from 'node:http'
import { buffer } from 'node:stream/consumers'

/** Resources of each kind: 400 in all. */
const IMAGES = 200
const STYLES = 100
const SCRIPTS = 100

const times = (/** @type {number} */ count, /** @type {(at: number) => string} */ make) =>
  Array.from({ length: count }, (_, at) => make(at)).join('\n')

const SVG =
  '<svg xmlns="http://www.w3.org/2000/svg" width="600" height="300"><rect width="600" height="300" fill="teal"/></svg>'

/** @param {string | undefined} tag of the subject */
const html = (
  tag,
) => `<!doctype html><meta charset="utf-8"><title>Many resources</title><link rel="icon" href="data:,">
${tag ?? ''}
${times(STYLES, (at) => `<link rel="stylesheet" href="/r/${at}.css?v=${at}">`)}
<h1>Many resources</h1><img src="/r/hero.svg" width="600" height="300"><button id="slow">Slow</button>
${times(IMAGES, (at) => `<img src="/r/${at}.svg?v=${at}" width="10" height="5">`)}
${times(SCRIPTS, (at) => `<script async src="/r/${at}.js?v=${at}"></script>`)}
<script>
slow.onclick = () => { const until = performance.now() + 60; while (performance.now() < until); slow.textContent += '.' }
let inp = 0
new PerformanceObserver((list) => {
  for (const { interactionId, duration } of list.getEntries()) if (interactionId) inp = Math.max(inp, duration)
}).observe({ type: 'event', durationThreshold: 16, buffered: true })
fetch('/api-of-page/a'); fetch('/api-of-page/b')
</script>`

/** @type {Record<string, [type: string, body: string]>} */
const RESOURCES = {
  css: ['text/css', '.unused { color: red }'],
  js: ['text/javascript', 'globalThis.loaded = (globalThis.loaded ?? 0) + 1'],
  svg: ['image/svg+xml', SVG],
}

/**
 * @param {Record<string, string | undefined>} tags of the subjects
 * @param {Record<string, string | Uint8Array>} files by path
 */
export async function startServer(tags, files) {
  let posted = 0
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://bench')
    if (request.method === 'POST') {
      posted += (await buffer(request).catch(() => Buffer.alloc(0))).length
      return response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}')
    }
    const [, subject] = /^\/page\/([\w-]+)$/.exec(pathname) ?? []
    if (subject && (subject === 'none' || subject in tags))
      return response.writeHead(200, { 'Content-Type': 'text/html' }).end(html(tags[subject]))
    if (pathname === '/empty') return response.writeHead(200, { 'Content-Type': 'text/html' }).end('<p>Empty')
    const file = files[pathname]
    if (file) return response.writeHead(200, { 'Content-Type': 'text/javascript' }).end(file)
    if (pathname.startsWith('/api-of-page/'))
      return response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"a":1}')
    const [type, body] = RESOURCES[pathname.split('.').at(-1) ?? ''] ?? []
    if (!type) return response.writeHead(404).end()
    response.writeHead(200, { 'Content-Type': type }).end(body)
  })
  await new Promise((done) => server.listen(0, '127.0.0.1', () => done(undefined)))
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  return {
    url: `http://127.0.0.1:${port}`,
    takePosted() {
      const taken = posted
      posted = 0
      return taken
    },
    close() {
      server.closeAllConnections()
      return new Promise((done) => server.close(done))
    },
  }
}
