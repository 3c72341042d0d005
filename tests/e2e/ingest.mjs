// @ts-check
// The end of the road: takes envelopes of any project, and keeps what is in them.
import { createServer } from 'node:http'

const CORS = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Headers': '*' }

/**
 * One item: its payload under its type, and how it came.
 * @typedef {{ envelope: any, request: { headers: import('node:http').IncomingHttpHeaders } } & Record<string, any>} Item
 */

export async function startIngest() {
  /** @type {Map<string, Item[]>} by project */
  const kept = new Map()
  const of = (/** @type {string | number} */ project) => kept.get(String(project)) ?? []
  /** @type {Set<() => void>} answers that wait for a word of the page */
  const held = new Set()

  const server = createServer(async (request, response) => {
    const { method, url = '', headers } = request
    const [, project = '', call] = /^\/api\/(\d+)\/(\w+)\//.exec(url) ?? []
    const answer = (/** @type {unknown} */ json) =>
      response.writeHead(200, { ...CORS, 'Content-Type': 'application/json' }).end(JSON.stringify(json))
    if (method === 'OPTIONS') return answer({})
    if (call === 'arrived') return answer(of(project).map(({ type }) => type))
    if (call === 'held') return held.add(() => answer({}))
    if (call === 'release') {
      for (const go of held) go()
      held.clear()
      return answer({})
    }
    const items = itemsOf(await bodyOf(request)).map((item) => ({ ...item, request: { headers } }))
    kept.set(project, [...of(project), ...items])
    answer({ id: items[0]?.envelope.event_id })
  })
  await new Promise((done) => server.listen(0, '127.0.0.1', () => done(undefined)))
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  return {
    host: `127.0.0.1:${port}`,
    /** What has arrived for a project. */
    of,
    close() {
      server.closeAllConnections()
      return new Promise((done) => server.close(done))
    },
  }
}

/** @param {AsyncIterable<Buffer>} request */
async function bodyOf(request) {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/**
 * The items of an envelope. Attachments are `{ text, .. }` with what their header says of them; all others are JSON.
 * @param {Buffer} body
 */
function itemsOf(body) {
  let at = 0
  const line = () => {
    const end = body.indexOf('\n', at)
    const from = at
    at = end < 0 ? body.length + 1 : end + 1
    return body.subarray(from, at - 1).toString()
  }
  const envelope = JSON.parse(line())
  /** @type {({ envelope: any, type: string } & Record<string, any>)[]} */
  const items = []
  while (at < body.length) {
    const header = line()
    if (!header) continue
    const { type, length, ...about } = JSON.parse(header)
    const text = length === undefined ? line() : body.subarray(at, at + length).toString()
    if (length !== undefined) at += length + 1
    const payload = type === 'attachment' ? { ...about, length, text } : JSON.parse(text)
    items.push({ envelope, type, [type]: payload })
  }
  return items
}
