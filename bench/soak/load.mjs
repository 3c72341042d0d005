// @ts-check
// Load of mixed kinds at a rate, and what became of each request.
import { Agent, request as httpRequest } from 'node:http'
import { request } from './kinds.mjs'

/** How often requests are made, in ms. */
const TICK = 20
/** Most requests under way: where the server is slower than the rate, less is offered. */
const UNDER_WAY = 100
/** How long a connection may lie idle, in ms: less than at the server, which would close it just as it is used again. */
const IDLE = 5_000
/** Longest wait for an answer, in ms. */
const PATIENCE = 30_000

/**
 * @typedef {{ port: number, isDown: () => boolean }} Target `isDown`: whether the server is being killed or started
 * @typedef {{ acknowledged: Set<string>, statuses: Record<string, number>, broken: number, sent: number }} Tally
 */

/**
 * Sends one request; its status.
 * @param {Agent} agent @param {number} port @param {import('./kinds.mjs').Sent} sent
 * @returns {Promise<number>}
 */
export function send(agent, port, { path, body, headers = {} }) {
  return new Promise((done, fail) => {
    const asked = httpRequest(
      { agent, host: '127.0.0.1', port, path, method: 'POST', headers, timeout: PATIENCE },
      (answer) => {
        answer.resume()
        answer.on('end', () => done(answer.statusCode ?? 0))
        answer.on('error', fail)
      },
    )
    asked.on('timeout', () => asked.destroy(new Error('no answer in time')))
    asked.on('error', fail)
    asked.end(body)
  })
}

/**
 * Loads the server until the signal; the numbers of its requests begin at `first`.
 * @param {Target} target
 * @param {{ project: import('./kinds.mjs').Project, rate: number, first: number }} how
 * @param {Tally} tally
 * @param {AbortSignal} signal
 */
export async function load(target, { project, rate, first }, tally, signal) {
  const agent = new Agent({ keepAlive: true, maxSockets: UNDER_WAY, timeout: IDLE })
  /** @type {Set<Promise<void>>} */
  const underWay = new Set()
  let [next, due, last] = [first, 0, performance.now()]
  const one = async (/** @type {number} */ n) => {
    const sent = request(project, n)
    const downBefore = target.isDown()
    try {
      const status = await send(agent, target.port, sent)
      tally.statuses[status] = (tally.statuses[status] ?? 0) + 1
      if (status === 200 && sent.eventId) tally.acknowledged.add(sent.eventId)
    } catch {
      // A kill breaks what is under way, and nothing was promised of that.
      if (!downBefore && !target.isDown()) tally.broken++
    }
  }
  while (!signal.aborted) {
    const now = performance.now()
    due = Math.min(due + ((now - last) / 1000) * rate, UNDER_WAY)
    last = now
    for (; due >= 1 && underWay.size < UNDER_WAY; due--) {
      const doing = one(next++).finally(() => underWay.delete(doing))
      underWay.add(doing)
      tally.sent++
    }
    await new Promise((done) => setTimeout(done, TICK))
  }
  await Promise.all(underWay)
  agent.destroy()
}
