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
    const items = itemsOf(await textOf(request)).map((item) => ({ ...item, request: { headers } }))
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
async function textOf(request) {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

/** Items have no newlines in them, as they are all JSON. @param {string} text */
function itemsOf(text) {
  const [envelope, ...lines] = text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
  const headers = lines.filter((_, index) => index % 2 === 0)
  return headers.map(({ type }, index) => ({ envelope, type, [type]: lines[2 * index + 1] }))
}
