// @ts-check
// What strangers do to a server: clients that are slow, and uploads that are made to harm.
import { Agent } from 'node:http'
import { connect } from 'node:net'
import { send } from './load.mjs'

/** Slow clients of each sort at a time. */
const SLOW = 10
/** How long each is slow, in ms. */
const SLOWNESS = 5000

const pause = (/** @type {number} */ ms) => new Promise((done) => setTimeout(done, ms))

/** Heads without the body that they promise, and questions whose answers nobody reads. */
const SLOW_TEXTS = [
  (/** @type {import('./kinds.mjs').Project} */ { projectId, key }) =>
    `POST /api/${projectId}/envelope/?sentry_key=${key} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 100000\r\n\r\n{}\n`,
  () => 'GET / HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n'.repeat(50),
]

/** @param {import('./load.mjs').Target} target @param {import('./kinds.mjs').Project} project @param {AbortSignal} signal */
export async function slowClients(target, project, signal) {
  while (!signal.aborted) {
    const sockets = SLOW_TEXTS.flatMap((text) =>
      Array.from({ length: SLOW }, () => {
        const socket = connect(target.port, '127.0.0.1')
        socket.on('error', () => {})
        socket.pause()
        socket.write(text(project))
        return socket
      }),
    )
    await pause(SLOWNESS)
    for (const socket of sockets) socket.destroy()
  }
}

const MODULE = Buffer.from('0061736d0100000001040160000003020100', 'hex')
const CODE = Buffer.from('0a040102000b', 'hex')
/** The name of a function. */
const NAMES = Buffer.from('000f046e616d6501080100057072696365', 'hex')

/** A custom section. @param {string} name @param {Buffer} content */
function section(name, content) {
  const size = 1 + name.length + content.length
  const length = [0, 7, 14, 21, 28].map((bits, at) => ((size >>> bits) & 0x7f) | (at < 4 ? 0x80 : 0))
  return Buffer.concat([Buffer.from([0, ...length, name.length]), Buffer.from(name), content])
}

/** DWARF of so many calls within one another. @param {number} depth */
export function nested(depth) {
  const abbreviations = Buffer.from('01110111010000022e011101120b0000031d011101120b000000', 'hex')
  const call = (/** @type {number} */ kind) => [kind, 3, 0, 0, 0, 1]
  const entries = [1, 3, 0, 0, 0, ...call(2), ...Array.from({ length: depth }, () => call(3)).flat()]
  const content = Buffer.from([...entries, ...Array(depth + 2).fill(0)])
  const head = Buffer.alloc(11)
  head.writeUInt32LE(content.length + 7)
  head[4] = 4
  head[10] = 4
  return Buffer.concat([
    ...[MODULE, CODE, section('.debug_abbrev', abbreviations)],
    section('.debug_info', Buffer.concat([head, content])),
  ])
}

/** Files, and the statuses that are right for them: a good one, of a build of its own, and bad ones. */
const UPLOADS = [
  {
    file: (/** @type {number} */ n) => {
      const id = Buffer.alloc(16, 7)
      id.writeUInt32LE(n)
      return Buffer.concat([MODULE, CODE, NAMES, section('build_id', id)])
    },
    right: 201,
  },
  { file: () => nested(20), right: 201 },
  { file: () => nested(3000), right: 400 },
  { file: () => nested(50_000), right: 400 },
  // Cut off in a section, and of a build that is not known yet.
  {
    file: () =>
      Buffer.concat([MODULE, CODE, NAMES, section('build_id', Buffer.alloc(16, 9)), Buffer.from([11, 127])]),
    right: 400,
  },
  { file: () => Buffer.from('SYSB\x02\0\0\0PK and no zip'), right: 400 },
]

/**
 * @param {import('./load.mjs').Target} target @param {string} token
 * @param {{ failures: string[], uploads: number }} found @param {AbortSignal} signal
 */
export async function uploads(target, token, found, signal) {
  const agent = new Agent({ keepAlive: false })
  for (let n = 0; !signal.aborted; n++) {
    const { file, right } = UPLOADS[n % UPLOADS.length] ?? UPLOADS[0]
    const headers = { authorization: `Bearer ${token}` }
    const wasDown = target.isDown()
    try {
      const status = await send(agent, target.port, { path: '/api/0/files/wasm/', body: file(n), headers })
      found.uploads++
      if (status !== right && status !== 503)
        found.failures.push(`upload ${n % UPLOADS.length}: ${status} instead of ${right}`)
    } catch (error) {
      if (!wasDown && !target.isDown()) found.failures.push(`upload ${n % UPLOADS.length}: ${error}`)
    }
    await pause(500)
  }
}
