// @ts-check
// The server that is soaked: killed and started again on the same data and port.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startProxy } from '../../tests/e2e/proxy.mjs'

/** Requests that were under way at a kill may break so long after the next start, in ms. */
const AFTERMATH = 1500

const pause = (/** @type {number} */ ms) => new Promise((done) => setTimeout(done, ms))

export class SoakedServer {
  /** All lines of all its lives. @type {string[]} */
  log = []
  restarts = 0
  port = 0
  #isDown = false

  /** @param {string} program @param {string} data */
  constructor(program, data) {
    this.program = program
    this.data = data
  }

  /** @param {string} program @param {string} data */
  static async start(program, data) {
    const server = new SoakedServer(program, data)
    await server.#begin()
    return server
  }

  async #begin() {
    this.port ||= await freePort()
    const listen = `127.0.0.1:${this.port}`
    this.proxy = await startProxy({ data: this.data, listen, program: this.program })
  }

  isDown() {
    return this.#isDown
  }

  /** Ends it by a signal, and starts it again. @param {'SIGKILL' | 'SIGTERM'} signal */
  async restart(signal) {
    this.#isDown = true
    await this.#end(signal)
    await this.#begin()
    this.restarts++
    await pause(AFTERMATH)
    this.#isDown = false
  }

  async stop() {
    this.#isDown = true
    await this.#end('SIGTERM')
  }

  /** @param {'SIGKILL' | 'SIGTERM'} signal */
  async #end(signal) {
    await this.proxy?.stop(signal)
    this.log.push(...(this.proxy?.log ?? []))
  }

  #pid() {
    const { pid } = this.proxy ?? {}
    if (!pid) throw new Error('the server does not run')
    return pid
  }

  /** What it holds of memory, in MB; 0 where nobody can tell. */
  memory() {
    if (this.#isDown) return 0
    try {
      const kb = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${this.#pid()}/status`, 'utf8'))?.[1]
      return Number(kb ?? 0) / 1024
    } catch {
      return 0
    }
  }

  /** What a command of the program prints last. @param {string[]} args */
  command(...args) {
    const { status, stdout, stderr } = spawnSync(this.program, [...args, '--data', this.data], {
      ...{ cwd: this.data, encoding: 'utf8' },
    })
    if (status !== 0) throw new Error(`balefire-proxy ${args.join(' ')}: ${stderr}`)
    return stdout.trim().split('\n').at(-1) ?? ''
  }

  /** @param {string} slug @returns {import('./kinds.mjs').Project} */
  project(slug) {
    const dsn = new URL(this.command('dsn', '--project', slug))
    return { key: dsn.username, projectId: dsn.pathname.slice(1) }
  }

  /** The numbers of `/metrics` without labels. @returns {Promise<Record<string, number>>} */
  async metrics() {
    const token = this.command('token')
    const headers = { authorization: `Bearer ${token}` }
    const text = await (await fetch(`http://127.0.0.1:${this.port}/metrics`, { headers })).text()
    const lines = text.split('\n').map((line) => /^(\w+) ([\d.]+)$/.exec(line))
    return Object.fromEntries(lines.flatMap((it) => (it ? [[it[1], Number(it[2])]] : [])))
  }

  /** Copies its data while it runs, and reads the copy; what was wrong, if anything was. */
  async backup() {
    const to = mkdtempSync(join(tmpdir(), 'balefire-soak-backup-'))
    try {
      const args = ['backup', join(to, 'copy'), '--data', this.data]
      const child = spawn(this.program, args, { cwd: this.data, stdio: ['ignore', 'ignore', 'pipe'] })
      let said = ''
      child.stderr.setEncoding('utf8').on('data', (text) => {
        said += text
      })
      const code = await new Promise((done) => child.on('close', done))
      if (code !== 0) return `backup ended with ${code}: ${said.slice(-500)}`
      const { status, stderr } = spawnSync(this.program, ['dsn', '--data', join(to, 'copy')], {
        encoding: 'utf8',
      })
      return status === 0 ? undefined : `the backup cannot be read: ${stderr}`
    } finally {
      rmSync(to, { recursive: true })
    }
  }
}

/** Ports from here on, below those that systems give to clients: one of these could take it while the server is down. */
const PORTS = { first: 20_000, count: 10_000 }

/** A port that nobody listens at. @returns {Promise<number>} */
async function freePort() {
  for (let tries = 0; tries < 100; tries++) {
    const port = PORTS.first + Math.floor(Math.random() * PORTS.count)
    const server = createServer()
    const isFree = await new Promise((done) => {
      server.on('error', () => done(false))
      server.listen(port, '127.0.0.1', () => done(true))
    })
    if (!isFree) continue
    server.close()
    await once(server, 'close')
    return port
  }
  throw new Error('no free port')
}
