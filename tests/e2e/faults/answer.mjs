// @ts-check
// How an answer leaves, or breaks off.
import { setTimeout as pause } from 'node:timers/promises'

/** Time between two pieces of an answer that is written slowly, in ms. */
const BEAT = 100
const SECOND = 1000

/** @param {import('node:http').IncomingMessage} request @returns {'reset'} */
export function reset(request) {
  request.socket.resetAndDestroy()
  return 'reset'
}

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 * @param {import('./upstream.mjs').Answer} answer
 * @param {import('./rules.mjs').Rule} rule
 * @returns {Promise<number | 'reset' | 'gone'>} what the page got
 */
export async function write(request, response, { status, headers, body }, { drop, pace }) {
  const length = status === 304 || status === 204 ? {} : { 'content-length': body.length }
  // A fresh connection for each request: browsers send a request again by themselves if a connection that they used
  // before is reset, and the page never hears of it.
  response.writeHead(status, { ...headers, ...length, connection: 'close' })
  if (drop === 'mid') {
    response.write(body.subarray(0, body.length >> 1))
    // What was written must have left before the reset throws it away.
    await pause(BEAT)
    return reset(request)
  }
  const size = pace ? Math.max(1, Math.floor((pace * BEAT) / SECOND)) : body.length
  for (let at = 0; at + size < body.length; at += size) {
    response.write(body.subarray(at, at + size))
    await pause(BEAT)
    if (response.destroyed) return 'gone'
  }
  const last = size ? Math.floor(Math.max(0, body.length - 1) / size) * size : 0
  response.end(body.subarray(last))
  return status
}
