// @ts-check
// Where answers come from: the server behind, changed by a rule, or a rule alone.
import { request as ask } from 'node:http'

/** @typedef {import('./rules.mjs').Rule} Rule */
/** @typedef {{ status: number, headers: Record<string, any>, body: Buffer }} Answer */

/** What a server of ours says to pages of other origins. */
const CORS = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'x-sentry-rate-limits, retry-after, balefire-batch',
}
/** The header by which our server announces that it takes batches. */
const ANNOUNCEMENT = 'balefire-batch'
/** The one by which the script's answer says so. Most cases are of a script that lies elsewhere. */
const EARLY_ANNOUNCEMENT = 'server-timing'
/** Headers that belong to one connection. */
const OF_A_CONNECTION = ['host', 'connection', 'content-length', 'transfer-encoding', 'keep-alive']

/** The server's answer. @param {string} url @param {import('node:http').IncomingMessage} request @param {Buffer} body @returns {Promise<Answer>} */
export const pass = (url, request, body) =>
  new Promise((done, fail) => {
    const how = { method: request.method ?? 'GET', headers: lasting(request.headers) }
    const asked = ask(url, how, (response) => {
      const { statusCode: status = 0, headers } = response
      bodyOf(response).then((answer) => done({ status, headers: lasting(headers), body: answer }), fail)
    })
    asked.on('error', fail)
    asked.end(body)
  })

/** @param {import('node:http').IncomingHttpHeaders} headers */
const lasting = (headers) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !OF_A_CONNECTION.includes(name)))

/** @param {Answer} answer @param {Rule} rule @returns {Answer} */
export const changed = (
  { status, headers, body },
  { headers: more, isOld, isAnnounced, cut, body: other },
) => {
  const all = { ...headers, ...more }
  if (isOld) delete all[ANNOUNCEMENT]
  if (!isAnnounced) delete all[EARLY_ANNOUNCEMENT]
  const shown = cut === undefined ? body : body.subarray(0, Math.floor(body.length * cut))
  return { status, headers: all, body: other === undefined ? shown : Buffer.from(other) }
}

/** An answer that is made up here; undefined if the server shall give it. @param {Rule} rule @param {boolean} isBatch @returns {Answer | undefined} */
export const own = ({ status, headers = {}, body = 'a fault', isOld }, isBatch) => {
  if (isOld && isBatch) {
    return { status: 400, headers: CORS, body: Buffer.from('{"detail":"invalid envelope"}') }
  }
  if (status === undefined) return undefined
  const type = { 'content-type': 'text/plain' }
  return { status, headers: { ...CORS, ...type, ...headers }, body: Buffer.from(body) }
}

/** An envelope as a server reads it that knows no count of equal events. @param {Buffer} body */
export const withoutCounts = (body) =>
  Buffer.from(body.toString().replace(/^(\{"type":"event"),"times_seen":\d+/gm, '$1'))

/** @param {AsyncIterable<Buffer>} stream */
export async function bodyOf(stream) {
  const chunks = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}
