// @ts-check
// The bench's pages, its subjects, and a server that takes what they send, on an origin whose clock has steps of 5 µs.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { dirname, extname, join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { gzipped } from '../../scripts/size.mjs'
import { envelopesIn, isBatch } from './batch.mjs'
import { BASELINE, OWN_PROJECT } from './subjects.mjs'
import { image, untagged, visited } from './visited_page.mjs'

/** In the order the page runs them. */
const SCRIPTS = ['network.js', 'bodies.js', 'options.js', 'subject.js', 'loops.js']
/** Run by a worker of the page. */
const WORKER = 'batches.js'

const page = `<!doctype html><meta charset="utf-8"><title>Bench</title><link rel="icon" href="data:,">
${SCRIPTS.map((name) => `<script src="/page/${name}"></script>`).join('\n')}
<body></body>`

/** As our server: a file with a hash in its name never changes. @param {string} path */
const cachingOf = (path) =>
  /-[0-9a-f]{8}\.(min\.)?js$/.test(path) ? { 'Cache-Control': 'public, max-age=31536000, immutable' } : {}

/** https://developer.mozilla.org/en-US/docs/Web/API/Performance_API/High_precision_timing#reduced_precision */
const ISOLATED = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
}

const TYPES = { html: 'text/html', js: 'text/javascript', wasm: 'application/wasm', bmp: 'image/bmp' }

/** @typedef {Awaited<ReturnType<typeof startServer>>} Server */

/** @param {import('./subjects.mjs').Subject[]} subjects */
export async function startServer(subjects) {
  const folder = join(dirname(fileURLToPath(import.meta.url)), 'page')
  const read = (/** @type {string} */ name) => readFileSync(join(folder, name))
  const announced = filesOfOwn(subjects)
  /** @type {Record<string, string | Uint8Array>} */
  const files = { '/': page, '/visited': untagged(), '/image.bmp': image() }
  for (const name of [...SCRIPTS, WORKER]) files[`/page/${name}`] = read(name)
  const options = String(read('options.js'))
  for (const subject of subjects) {
    Object.assign(files, subject.files)
    for (const tag of ['sync', 'async']) {
      files[`/visited/${subject.name}/${tag}`] =
        subject.name === BASELINE ? untagged() : visited(subject, tag === 'async', options)
    }
  }
  const traffic = countTraffic(subjects)

  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://bench')
    // A subject's image of one pixel is as much a request as a POST.
    if (request.method === 'POST' || pathname === '/sink') {
      // A page that is closed takes its requests with it.
      const body = await buffer(request).catch(() => Buffer.alloc(0))
      traffic.posted(body.length)
      return response.writeHead(200, headersFor(pathname)).end(answerTo(pathname, body))
    }
    const body = files[pathname]
    if (body === undefined) return response.writeHead(404).end()
    traffic.fetched(pathname)
    const ending = /** @type {keyof typeof TYPES} */ (extname(pathname).slice(1) || 'html')
    const announcement = announced.has(pathname) && { 'Server-Timing': 'balefire-batch' }
    const headers = { 'Content-Type': TYPES[ending], ...cachingOf(pathname), ...announcement, ...ISOLATED }
    response.writeHead(200, headers).end(body)
  })
  await new Promise((done) => server.listen(0, '127.0.0.1', () => done(undefined)))
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  return {
    url: `http://127.0.0.1:${port}`,
    take: traffic.take,
    close() {
      server.closeAllConnections()
      return new Promise((done) => server.close(done))
    },
  }
}

/** Takes down which files of the subjects were fetched, and what they posted. @param {import('./subjects.mjs').Subject[]} subjects */
function countTraffic(subjects) {
  const sizes = Object.fromEntries(
    subjects.flatMap(({ files }) =>
      Object.entries(files).map(([path, body]) => {
        /** @type {number | undefined} */
        let size
        return [path, () => (size ??= gzipped(Buffer.from(body)).length)]
      }),
    ),
  )
  const none = () => ({ files: 0, fileBytes: 0, posts: 0, postedBytes: 0 })
  let seen = none()
  return {
    /** The page's own files are not counted. @param {string} path */
    fetched(path) {
      const size = sizes[path]
      if (!size) return
      seen.files++
      seen.fileBytes += size()
    },
    /** @param {number} bytes */
    posted(bytes) {
      seen.posts++
      seen.postedBytes += bytes
    },
    /** Everything since the last call; bytes of files are those after `gzip -9`. */
    take() {
      const taken = seen
      seen = none()
      return taken
    },
  }
}

/** The files that our own server serves, which announces batches on each of them. @param {import('./subjects.mjs').Subject[]} subjects */
const filesOfOwn = (subjects) =>
  new Set(
    subjects.filter(({ project }) => project === OWN_PROJECT).flatMap(({ files }) => Object.keys(files)),
  )

const isOwn = (/** @type {string} */ path) => path.startsWith(`/api/${OWN_PROJECT}/`)

/** Our own server announces batches on each answer. @param {string} path */
const headersFor = (path) => ({
  'Content-Type': 'application/json',
  ...ISOLATED,
  ...(isOwn(path) && { 'Balefire-Batch': '1' }),
})

/** @param {string} path @param {Buffer} body */
function answerTo(path, body) {
  const plain = body[0] === 0x1f && body[1] === 0x8b ? gunzipSync(body) : body
  return isOwn(path) && isBatch(plain)
    ? JSON.stringify({ envelopes: Array(envelopesIn(plain)).fill(200) })
    : '{}'
}
