// @ts-check
// Takes envelopes with spans and transactions as they are, of any SDK.
import { createServer } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { gunzipSync } from 'node:zlib'
import { envelopeFaults, parseEnvelope } from './relay_checks.mjs'

const CORS = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Headers': '*' }

/** @typedef {ReturnType<typeof parseEnvelope>} Envelope */

export async function startReceiver() {
  /** @type {Map<string, Envelope[]>} by project */
  const kept = new Map()
  const server = createServer(async (request, response) => {
    response.writeHead(200, { ...CORS, 'Content-Type': 'application/json' })
    if (request.method === 'OPTIONS') return response.end('{}')
    const [, project = ''] = /^\/api\/(\d+)\//.exec(request.url ?? '') ?? []
    const body = await buffer(request).catch(() => Buffer.alloc(0))
    const text = String(body[0] === 0x1f ? gunzipSync(body) : body)
    if (text) kept.set(project, [...(kept.get(project) ?? []), parseEnvelope(text)])
    response.end('{}')
  })
  await new Promise((done) => server.listen(0, '127.0.0.1', () => done(undefined)))
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  const of = (/** @type {number} */ project) => kept.get(String(project)) ?? []
  /** @param {number} project @param {string} type */
  const items = (project, type) =>
    of(project).flatMap(({ header, items }) =>
      items.filter((item) => item.header.type === type).map(({ payload }) => ({ header, payload })),
    )
  return {
    dsn: (/** @type {number} */ project) => `http://k@127.0.0.1:${port}/${project}`,
    /** All spans of a project, each with the header of its envelope. @param {number} project @returns {any[]} */
    spans: (project) =>
      items(project, 'span').flatMap(({ header, payload }) =>
        payload.items.map((/** @type {any} */ span) => ({ ...span, header })),
      ),
    /** @param {number} project @returns {any[]} */
    transactions: (project) => items(project, 'transaction').map(({ payload }) => payload),
    /** @param {number} project @returns {any[]} */
    events: (project) => items(project, 'event').map(({ payload }) => payload),
    /** What Relay would not take. @param {number} project */
    faults: (project) => of(project).flatMap((envelope) => envelopeFaults(envelope)),
    close() {
      server.closeAllConnections()
      return new Promise((done) => server.close(done))
    },
  }
}

/** An attribute's value. @param {any} span @param {string} name */
export const value = (span, name) => span?.attributes[name]?.value
