// @ts-check
// `npm run bench -- soak [--seconds 1200] [--rate 1000] [--program PATH]`: everything at once; docs/bench.md.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { ask, root, Trouble } from '../../scripts/run.mjs'
import { proxyProgram } from '../../scripts/tools.mjs'
import { slowClients, uploads } from './abuse.mjs'
import { load } from './load.mjs'
import { SoakedServer } from './server.mjs'
import { faults, LONG, memory, warnings } from './verdict.mjs'

/** The server's configuration. Retention by size is at work; the flooded project may send little. */
const CONFIG = (/** @type {number} */ megabytes) => `
[limits]
rate = 0
spike = 0
[retention]
size = ${megabytes << 20}
[project.flood]
rate = 20
`
/** How large the store may get, in MB: a part of what is sent. */
const STORE = { short: 12, long: 256 }
/** What a flood sends beside the load, per second. */
const FLOOD = 100
/** How often memory is looked at, in ms. */
const SAMPLE = 1000
/** Longest time until all that was acknowledged is stored, in ms. */
const SETTLING = 120_000

const pause = (/** @type {number} */ ms) => new Promise((done) => setTimeout(done, ms))

/** @param {string[]} args */
export async function bench(args) {
  const { values } = parseArgs({
    args,
    options: {
      seconds: { type: 'string', default: '1200' },
      rate: { type: 'string', default: '1000' },
      program: { type: 'string' },
    },
  })
  const [seconds, rate] = [Number(values.seconds), Number(values.rate)]
  if (!(seconds >= 30)) throw new Trouble(`--seconds ${values.seconds}? a number from 30`)
  if (!(rate > 0)) throw new Trouble(`--rate ${values.rate}? a number above 0`)
  const data = mkdtempSync(join(tmpdir(), 'balefire-soak-'))
  let found = ['the soak did not end']
  try {
    found = await soak(resolve(values.program ?? proxyProgram()), data, seconds, rate)
  } finally {
    // What went wrong is looked for there.
    if (found.length === 0) rmSync(data, { recursive: true })
    else console.error(`the data stays in ${data}`)
  }
  if (found.length > 0) throw new Trouble(`the soak failed:\n- ${found.join('\n- ')}`)
}

/** @param {string} program @param {string} data @param {number} seconds @param {number} rate */
async function soak(program, data, seconds, rate) {
  writeFileSync(join(data, 'balefire.toml'), CONFIG(seconds >= LONG ? STORE.long : STORE.short))
  const server = await SoakedServer.start(program, data)
  const [project, flooded] = [server.project('demo'), server.project('flood')]
  const token = server.command('token')
  const tally = { acknowledged: new Set(), statuses: {}, broken: 0, sent: 0 }
  const flood = { acknowledged: new Set(), statuses: {}, broken: 0, sent: 0 }
  const found = { failures: /** @type {string[]} */ ([]), uploads: 0, backups: 0 }
  const seen = watchStored(join(data, 'store.db'))
  const end = new AbortController()
  const begun = performance.now()
  const part = () => (performance.now() - begun) / 1000 / seconds
  /** @type {{ at: number, mb: number }[]} */
  const samples = []
  const sampling = setInterval(() => {
    const mb = server.memory()
    if (mb > 0) samples.push({ at: part(), mb })
  }, SAMPLE)
  const work = [
    load(server, { project, rate, first: 1 }, tally, end.signal),
    load(server, { project: flooded, rate: FLOOD, first: 1e12 }, flood, end.signal),
    slowClients(server, project, end.signal),
    uploads(server, token, found, end.signal),
    kills(server, part, seconds, end.signal),
    backups(server, part, found, end.signal),
  ]
  setTimeout(() => end.abort(), seconds * 1000)
  await Promise.all(work)
  clearInterval(sampling)
  const all = new Set([...tally.acknowledged, ...flood.acknowledged])
  const settled = performance.now()
  while ([...all].some((id) => !seen.ids.has(id)) && performance.now() - settled < SETTLING) await pause(500)
  const metrics = await server.metrics()
  await server.stop()
  const left = await seen.end()
  const deadLetters = metrics.balefire_dead_letters ?? 0
  const { before, after } = memory(samples, seconds)
  console.log(
    [
      `${seconds} s, ${(tally.sent / seconds).toFixed(0)} requests/s of mixed kinds, ${(flood.sent / seconds).toFixed(0)}/s of a flood`,
      `answers: ${JSON.stringify(tally.statuses)}; of the flood: ${JSON.stringify(flood.statuses)}`,
      `events acknowledged: ${all.size}, seen in the store: ${[...all].filter((id) => seen.ids.has(id)).length}, dead letters: ${deadLetters}`,
      `events that retention deleted: ${seen.ids.size - left}`,
      `kills and restarts: ${server.restarts}; uploads: ${found.uploads}; backups: ${found.backups}`,
      `memory, third and fourth quarter: ${before.toFixed(0)}, ${after.toFixed(0)} MB`,
      ...warnings(server.log).map((line) => `log: ${line}`),
    ].join('\n'),
  )
  return faults({
    ...{
      acknowledged: all,
      stored: seen.ids,
      deadLetters,
      samples,
      log: server.log,
      restarts: server.restarts,
    },
    ...{
      statuses: { ...flood.statuses, ...tally.statuses },
      broken: tally.broken + flood.broken,
      failures: found.failures,
    },
  })
}

/** In the first half of a run the server dies now and then; the second half shows whether its memory is flat. */
async function kills(
  /** @type {SoakedServer} */ server,
  /** @type {() => number} */ part,
  /** @type {number} */ seconds,
  /** @type {AbortSignal} */ signal,
) {
  const every = Math.max(8, seconds / 40) * 1000
  for (let n = 0; !signal.aborted; n++) {
    await pause(every)
    if (part() < 0.45) await server.restart(n % 3 === 2 ? 'SIGTERM' : 'SIGKILL')
  }
}

/** A backup in the second half of the run: a server starts in it. */
async function backups(
  /** @type {SoakedServer} */ server,
  /** @type {() => number} */ part,
  /** @type {{ failures: string[], backups: number }} */ found,
  /** @type {AbortSignal} */ signal,
) {
  for (const at of [0.55, 0.8]) {
    while (part() < at && !signal.aborted) await pause(200)
    const failure = await server.backup()
    if (failure) found.failures.push(failure)
    else found.backups++
  }
}

/** The ids of all events as they are stored. */
function watchStored(/** @type {string} */ path) {
  const python = ['python3', 'python'].find((name) => ask([name, '-c', 'import sqlite3']) !== undefined)
  if (!python) throw new Trouble('python3 is missing: it reads the store beside the server')
  const child = spawn(python, [join(root, 'bench', 'soak', 'stored.py'), path], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ids = new Set()
  let left = 0
  createInterface(child.stdout).on('line', (line) => {
    if (line.startsWith('left ')) left = Number(line.slice(5))
    else ids.add(line)
  })
  const ended = new Promise((done) => child.on('close', done))
  const end = async () => {
    child.stdin.end()
    await ended
    return left
  }
  return { ids, end }
}
