// @ts-check
// A server that takes alerts by webhook, as one is built from docs/webhook.md: it verifies each message with the code that
// stands there. No dependencies.
//
//   node tests/webhook/receiver.mjs --port 8791 --secret whsec_...
//
// POST /            takes a message
// GET  /messages    what was taken, as JSON
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'

/** @typedef {{ status: number, headers?: Record<string, string> }} Answer */
/** @typedef {{ id: string, message: any, headers: Record<string, string | undefined> }} Taken */
/** @typedef {(secret: string, headers: Record<string, string | undefined>, body: string) => any} Verify */

/** The function of the documentation. @returns {Promise<Verify>} */
export async function documentedVerify() {
  const page = readFileSync(new URL('../../docs/webhook.md', import.meta.url), 'utf8')
  const code = /^```js\n([\s\S]*?)^```$/m.exec(page)?.[1]
  if (!code) throw new Error('docs/webhook.md has no JavaScript')
  const folder = mkdtempSync(join(tmpdir(), 'balefire-webhook-'))
  try {
    const file = join(folder, 'verify.mjs')
    writeFileSync(file, code)
    return (await import(pathToFileURL(file).href)).verify
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * @param {{ secret: string, port?: number, answers?: Answer[] }} options
 * `answers` are those of the first requests; the next ones get 204.
 */
export async function startReceiver({ secret, port = 0, answers = [] }) {
  const verify = await documentedVerify()
  /** @type {Taken[]} */
  const messages = []
  /** @type {string[]} */
  const refused = []
  const server = createServer(async (request, response) => {
    if (request.method === 'GET') return response.end(JSON.stringify(messages, null, 2))
    const chunks = []
    for await (const chunk of request) chunks.push(chunk)
    const headers = /** @type {Record<string, string | undefined>} */ (request.headers)
    try {
      const message = verify(secret, headers, Buffer.concat(chunks).toString())
      const answer = answers.shift()
      if (answer) {
        response.writeHead(answer.status, answer.headers).end()
        return
      }
      // Each message is taken once, however often it comes.
      const id = headers['webhook-id'] ?? ''
      if (!messages.some((taken) => taken.id === id)) messages.push({ id, message, headers })
      response.writeHead(204).end()
    } catch (error) {
      refused.push(String(error))
      response.writeHead(401).end()
    }
  })
  await new Promise((done) => server.listen(port, '127.0.0.1', () => done(undefined)))
  const address = /** @type {import('node:net').AddressInfo} */ (server.address())
  return {
    url: `http://127.0.0.1:${address.port}/`,
    messages,
    refused,
    close: () => new Promise((done) => server.close(done).closeAllConnections()),
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { values } = parseArgs({ options: { port: { type: 'string' }, secret: { type: 'string' } } })
  const { url } = await startReceiver({ secret: values.secret ?? '', port: Number(values.port ?? 8791) })
  console.log(`takes messages at ${url}, shows them at ${url}messages`)
}
