// @ts-check
// Which functions the time of each thread goes to, by `perf`.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Trouble } from '../../scripts/run.mjs'
import { onPath } from '../../scripts/tools.mjs'
import { eventually } from '../../tests/e2e/eventually.mjs'
import { columns, number } from '../table.mjs'

/** Samples a second and thread: no multiple of what the server might do by the clock. */
const FREQUENCY = 997
/** Functions that are told of each thread. */
const TOP = 30
/** Threads with a smaller share of the whole are left out. */
const LEAST = 0.005

/** @typedef {{ samples: number, thread: string, name: string }} Sampled */
/** @typedef {import('./measure.mjs').Generated} Generated */

/** Runs a load with `perf` beside it; the table is kept in `found`. */
export function profiler() {
  if (!onPath('perf')) throw new Trouble('--profile needs perf (as with: apt-get install linux-perf)')
  const found = { table: '' }
  /** @param {number} pid @param {() => Promise<Generated>} load */
  const beside = async (pid, load) => {
    const folder = mkdtempSync(join(tmpdir(), 'balefire-perf-'))
    const file = join(folder, 'perf.data')
    try {
      const args = ['record', '-F', String(FREQUENCY), '-p', String(pid), '-o', file]
      const perf = spawn('perf', args, { stdio: ['ignore', 'ignore', 'pipe'] })
      let said = ''
      perf.stderr.setEncoding('utf8').on('data', (text) => {
        said += text
      })
      const ended = new Promise((done) => perf.on('close', done))
      await eventually(
        () => existsSync(file),
        () => `samples of perf: ${said}`,
      )
      const report = await load()
      perf.kill('SIGINT')
      await ended
      found.table = table(parse(read(file)), report.stored)
      return report
    } finally {
      rmSync(folder, { recursive: true })
    }
  }
  return { found, beside }
}

function read(/** @type {string} */ file) {
  const args = ['report', '-i', file, '--stdio', '-F', 'sample,comm,sym', '-t', '\t']
  const { status, stdout, stderr } = spawnSync('perf', args, { encoding: 'utf8', maxBuffer: 1 << 28 })
  if (status !== 0) throw new Trouble(`perf report: ${stderr}`)
  return stdout
}

/** The lines of `perf report`: samples, thread, `[k]` or `[.]` and the function. @returns {Sampled[]} */
export function parse(/** @type {string} */ text) {
  return text.split('\n').flatMap((line) => {
    if (line.startsWith('#')) return []
    const [samples = '', thread = '', symbol = ''] = line.split('\t').map((cell) => cell.trim())
    const [, room, name = ''] = /^\[(.)\] (.*)$/.exec(symbol) ?? []
    if (!room) return []
    return [{ samples: Number(samples), thread, name: room === 'k' ? `[kernel] ${name}` : name }]
  })
}

/** Of each thread what its functions cost an envelope. @param {Sampled[]} all @param {number} envelopes */
export function table(all, envelopes) {
  const total = all.reduce((sum, { samples }) => sum + samples, 0)
  const parts = [...new Set(all.map(({ thread }) => thread))].map((thread) => ({
    thread,
    list: all.filter((it) => it.thread === thread),
  }))
  const cost = (/** @type {number} */ samples) => number(((samples / FREQUENCY) * 1e6) / envelopes)
  const tables = parts.map(({ thread, list }) => {
    const ofThread = list.reduce((sum, { samples }) => sum + samples, 0)
    const rows = list
      .toSorted((a, b) => b.samples - a.samples)
      .slice(0, TOP)
      .map(({ samples, name }) => [
        `  ${cost(samples).padStart(6)} µs  ${((100 * samples) / ofThread).toFixed(1).padStart(4)} %  ${name}`,
      ])
    return { ofThread, text: `${thread}: ${cost(ofThread)} µs an envelope\n${columns(rows)}` }
  })
  return tables
    .filter(({ ofThread }) => ofThread > LEAST * total)
    .toSorted((a, b) => b.ofThread - a.ofThread)
    .map(({ text }) => text)
    .join('\n\n')
}
