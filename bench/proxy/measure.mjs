// @ts-check
// One case: a server with an empty folder, the load on it, and what both say.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { Trouble } from '../../scripts/run.mjs'
import { cargoTarget } from '../../scripts/tools.mjs'
import { startProxy } from '../../tests/e2e/proxy.mjs'

/**
 * What the generator prints: bench/load/src/report.rs says more.
 * @typedef {{ p50_us: number, p99_us: number, p999_us: number, max_us: number }} Times
 * @typedef {{ count: number, since_due: Times, since_sent: Times }} Status
 * @typedef {{ now_kb: number, peak_kb: number }} Memory
 * @typedef {Record<string, { user_us: number, system_us: number }>} Cpu by the names of threads
 * @typedef {{
 *   secs: number, offered: number | null, sent: number, broken: number, accepted: number,
 *   statuses: Record<string, Status>, stored: number, secs_until_stored: number, outcomes: Record<string, number>,
 *   idle: Memory, answered: { cpu: Cpu, memory: Memory }, settled: { cpu: Cpu, memory: Memory }, own_cpu: Cpu
 * }} Generated
 * `busy_us`: what all programs of the machine used meanwhile.
 * @typedef {Generated & { busy_us: number }} Report
 */

/** The command that builds the generator, and where it then lies; the release profile is for size, not for speed. */
export const BUILD = ['cargo', 'build', '--profile', 'server', '-p', 'balefire-load']
const generator = () => join(cargoTarget(), 'server', 'balefire-load')

/** What a project may send is not what is measured: only what the server can take bounds it. */
const UNLIMITED = { BALEFIRE_LIMITS__RATE: '0', BALEFIRE_LIMITS__SPIKE: '0' }

/**
 * @param {string} program the server
 * @param {import('./cases.mjs').Case} how
 * @param {{ envelope: string, secs: number, rate?: number | undefined }} load
 * @param {(pid: number, load: () => Promise<Generated>) => Promise<Generated>} [beside] what runs beside the load
 */
export async function measure(program, how, { envelope, secs, rate }, beside = (_, load) => load()) {
  const data = mkdtempSync(join(tmpdir(), 'balefire-bench-'))
  try {
    const proxy = await startProxy({ data, program, env: UNLIMITED })
    const args = [
      ...['--dsn', proxy.dsn, '--pid', String(proxy.pid), '--envelope', envelope, '--secs', String(secs)],
      ...['--connections', String(how.connections), ...(how.gzip ? ['--gzip'] : [])],
      ...(rate ? ['--rate', String(Math.round(rate))] : []),
    ]
    try {
      const before = busy()
      const report = await beside(proxy.pid, () => generate(args))
      return { ...report, busy_us: busy() - before }
    } catch (error) {
      throw new Trouble(`${how.name}: ${error}\n${proxy.log.slice(-20).join('\n')}`)
    } finally {
      await proxy.stop()
    }
  } finally {
    rmSync(data, { recursive: true })
  }
}

/** @returns {Promise<Generated>} */
function generate(/** @type {string[]} */ args) {
  return new Promise((done, fail) => {
    const child = spawn(generator(), args, { stdio: ['ignore', 'pipe', 'inherit'] })
    let text = ''
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      text += chunk
    })
    child.on('error', fail)
    child.on('close', (code, signal) =>
      code === 0 ? done(JSON.parse(text)) : fail(new Error(`balefire-load ended with ${signal ?? code}`)),
    )
  })
}

const busy = () =>
  cpus().reduce((sum, { times: { user, nice, sys, irq } }) => sum + (user + nice + sys + irq) * 1000, 0)
