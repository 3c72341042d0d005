// @ts-check
// A fake of DingTalk's group robot, as strict as the real one is known to be. No dependencies.
//
//   node tests/dingtalk/robot.mjs --port 8790 --secret SECx --token t [--keyword alarm]
//
// POST /robot/send   takes messages as https://oapi.dingtalk.com/robot/send does
// GET  /             the group's chat, to look at
// GET  /messages     the same as JSON
// POST /faults       queues faults, a JSON array, see `Fault`
//
// It follows https://help.dingtalk.io/open/development/custom-robots-send-group-messages and what users of
// public client libraries report; nobody has compared it with the real service.
import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { chat } from './chat.mjs'
import { shown } from './message.mjs'

/** Largest body, in bytes. */
export const MAX_BODY = 20_000
/** Most messages in any minute; one more and all are refused for `PENALTY`. */
export const MAX_PER_MINUTE = 20
const MINUTE = 60_000
const PENALTY = 10 * MINUTE
/** How far the timestamp of a signature may be off, in ms. */
const MAX_SKEW = 60 * MINUTE
/** How long the fault `slow` takes, in ms: longer than a sender should wait. */
const SLOW = 15_000

/**
 * What goes wrong with the next request:
 * `-1` system busy, `html` the gateway's page (both: message not shown);
 * `reset` and `slow` (message shown, answer lost or late), `"0"` (shown, and errcode is a string).
 * @typedef {'-1' | 'html' | 'reset' | 'slow' | '"0"'} Fault
 */

/** @typedef {import('./message.mjs').Shown & { at: number, msgUuid?: string, url: string, body: any }} Message */

/**
 * @param {{ secret?: string, accessToken?: string, keywords?: string[], port?: number, host?: string, now?: () => number }} [options]
 * Without `secret` no signature is asked for; `now` is the clock, in ms.
 */
export async function startRobot(options = {}) {
  const {
    secret,
    accessToken = 'token',
    keywords = [],
    port = 0,
    host = '127.0.0.1',
    now = Date.now,
  } = options
  /** @type {Message[]} */
  const messages = []
  /** @type {Fault[]} */
  const faults = []
  /** Each answer that was no. @type {{ errcode: number, errmsg: string }[]} */
  const refusals = []
  const judge = createJudge({ secret, accessToken, keywords, messages, now })

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://robot')
    const json = (/** @type {unknown} */ value) => {
      response.setHeader('Content-Type', 'application/json')
      response.end(JSON.stringify(value))
    }
    const body = await read(request).catch(() => undefined)
    // The sender hung up.
    if (!body) return
    if (url.pathname === '/robot/send') {
      const fault = faults.shift()
      if (fault === '-1') return json({ errcode: -1, errmsg: 'system busy' })
      if (fault === 'html')
        return response.setHeader('Content-Type', 'text/html').end('<!doctype html><title>deny</title>')
      const answer = judge(request, url, body)
      if (answer.errcode !== 0) refusals.push(answer)
      if (fault === 'reset') return request.socket.resetAndDestroy()
      if (fault === 'slow') await new Promise((done) => setTimeout(done, SLOW).unref())
      return json(fault === '"0"' ? { ...answer, errcode: String(answer.errcode) } : answer)
    }
    if (request.method === 'GET' && url.pathname === '/messages') return json(messages)
    if (request.method === 'POST' && url.pathname === '/faults') return json(queue(faults, body))
    if (request.method === 'GET' && url.pathname === '/') {
      response.setHeader('Content-Type', 'text/html; charset=utf-8')
      response.setHeader('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'")
      return response.end(chat(messages))
    }
    response.writeHead(404).end()
  })
  await new Promise((done) => server.listen(port, host, () => done(undefined)))
  const address = /** @type {import('node:net').AddressInfo} */ (server.address())
  const page = `http://${host}:${address.port}/`
  const close = () => {
    server.closeAllConnections()
    return new Promise((done) => server.close(done))
  }
  return { url: `${page}robot/send`, page, messages, faults, refusals, close }
}

/** What the signature of a time must be, before it is url-encoded. */
export function sign(/** @type {number | string} */ timestamp, /** @type {string} */ secret) {
  return createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64')
}

/** Decides about one request at a time: keeps the message, or says why not. */
function createJudge({ secret, accessToken, keywords, messages, now }) {
  const seen = new Set()
  /** @type {number[]} */
  let recent = []
  let refusedUntil = 0
  const refuse = (/** @type {number} */ errcode, /** @type {string} */ errmsg) => ({ errcode, errmsg })

  return (request, url, body) => {
    const time = now()
    const query = url.searchParams
    if (request.method !== 'POST') return refuse(43002, 'require POST method')
    if (!query.get('access_token')) return refuse(40035, 'missing parameter access_token')
    if (query.get('access_token') !== accessToken) return refuse(300005, 'token is not exist')
    if (!/^application\/json\b/i.test(request.headers['content-type'] ?? ''))
      return refuse(43004, 'content type must be application/json')
    if (body.length > MAX_BODY) return refuse(460101, `message too long, exceed ${MAX_BODY} bytes`)
    if (secret) {
      const timestamp = query.get('timestamp') ?? ''
      if (!/^\d+$/.test(timestamp) || Math.abs(time - Number(timestamp)) > MAX_SKEW)
        return refuse(310000, 'invalid timestamp')
      if (!isSame(query.get('sign') ?? '', sign(timestamp, secret))) return refuse(310000, 'sign not match')
    }
    if (time < refusedUntil) return refuse(130101, 'send too fast, exceed 20 times per minute')
    recent = recent.filter((at) => time - at < MINUTE)
    if (recent.length >= MAX_PER_MINUTE) {
      refusedUntil = time + PENALTY
      return refuse(130101, 'send too fast, exceed 20 times per minute')
    }
    recent.push(time)
    const json = parse(body)
    const message = shown(json)
    if (!('msgtype' in message)) return message
    const visible = `${message.title}\n${message.text}`
    if (keywords.length > 0 && !keywords.some((word) => visible.includes(word)))
      return refuse(310000, 'keywords not in content')
    const { msgUuid } = json
    if (!msgUuid || !seen.has(msgUuid))
      messages.push({ ...message, at: time, msgUuid, url: url.href, body: json })
    if (msgUuid) seen.add(msgUuid)
    return { errcode: 0, errmsg: 'ok' }
  }
}

/** The JSON of a body; undefined if it is none, or no UTF-8. */
function parse(/** @type {Buffer} */ body) {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    return undefined
  }
}

/** Queues what a body asks for; the number that wait, or 0 if it is no JSON array. */
function queue(/** @type {Fault[]} */ faults, /** @type {Buffer} */ body) {
  try {
    return faults.push(...JSON.parse(body.toString()))
  } catch {
    return 0
  }
}

function isSame(/** @type {string} */ a, /** @type {string} */ b) {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))
}

async function read(/** @type {AsyncIterable<Buffer>} */ request) {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '8790' },
      secret: { type: 'string' },
      token: { type: 'string', default: 'token' },
      keyword: { type: 'string', multiple: true, default: [] },
    },
  })
  const robot = await startRobot({
    secret: values.secret,
    accessToken: values.token,
    keywords: values.keyword,
    port: Number(values.port),
  })
  console.log(`robot at ${robot.url}\nchat at ${robot.page}`)
}
