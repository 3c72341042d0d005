// @ts-check
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readModule } from '../../js/on_demand/wasm/read_module.js'
import { proxyProgram } from '../../scripts/tools.mjs'
import { bind, compile } from '../../scripts/wasm.mjs'
import { frames } from '../../tests/e2e/event.mjs'
import { startProxy } from '../../tests/e2e/proxy.mjs'

/** All debug information there is, and little optimised away, so that there is some to read. */
const FULL = ['debug="full"', 'opt-level=1', 'lto="off"', 'codegen-units=16'].flatMap((it) => [
  '--config',
  `profile.lines.${it}`,
])

/** The id of a module that nobody uploaded. */
const UNKNOWN = '00000000-0000-0000-0000-000000000001'

/** Events of a round, and frames of an event. */
const EVENTS = 300
const FRAMES = 40

/**
 * The example in Leptos with all of its debug information is uploaded; then events with addresses all over
 * its code are sent to it, beside the same events of a module that nobody uploaded.
 */
export async function symbolication() {
  const module = await compile('balefire-example-leptos', FULL, 'lines')
  const files = await bind(module, 'app', 'web', ['--keep-debug'])
  const bytes = files.get('app_bg.wasm')
  if (!bytes) throw new Error('wasm-bindgen made no module')
  const data = mkdtempSync(join(tmpdir(), 'balefire-bench-'))
  let proxy = await startProxy({ data })
  try {
    writeFileSync(join(data, 'app.wasm'), bytes)
    const idle = memory(proxy.pid, 'VmRSS')
    const since = performance.now()
    const { status, stderr } = spawnSync(
      proxyProgram(),
      ['upload', '--url', proxy.url, join(data, 'app.wasm')],
      {
        encoding: 'utf8',
        cwd: data,
        env: { ...process.env, SENTRY_AUTH_TOKEN: proxy.token },
      },
    )
    if (status !== 0) throw new Error(stderr)
    const upload = performance.now() - since
    const peak = memory(proxy.pid, 'VmHWM')
    await proxy.stop()

    proxy = await startProxy({ data })
    globalThis.location ??= /** @type {any} */ ({ href: 'http://bench/' })
    const image = (await readModule(bytes))?.image
    const unknown = { ...image, debug_id: UNKNOWN }
    const cold = { known: await round(proxy, image, 1, bytes.length), unknown: 0 }
    cold.unknown = await round(proxy, unknown, 1, bytes.length)
    const warm = await round(proxy, image, EVENTS, bytes.length)
    const without = await round(proxy, unknown, EVENTS, bytes.length)
    return {
      'module with DWARF': `${(bytes.length / 1e6).toFixed(1)} MB`,
      'upload and conversion': `${(upload / 1000).toFixed(2)} s`,
      'memory: idle, at most while converting': `${idle.toFixed(0)} MB, ${peak.toFixed(0)} MB`,
      [`the first event after a start, ${FRAMES} frames (CPU)`]: `${Math.max(0, cold.known - cold.unknown)} ms more than unresolved, in steps of 10`,
      [`each of ${EVENTS} later events, ${FRAMES} frames (CPU)`]: `${((warm - without) / EVENTS).toFixed(2)} ms more than ${(without / EVENTS).toFixed(2)} ms`,
      'memory after them': `${memory(proxy.pid, 'VmRSS').toFixed(0)} MB`,
    }
  } finally {
    await proxy.stop()
    rmSync(data, { recursive: true })
  }
}

/**
 * CPU time in ms until so many events are stored.
 * @param {Awaited<ReturnType<typeof startProxy>>} proxy @param {any} image @param {number} count @param {number} size
 */
async function round(proxy, image, count, size) {
  const isKnown = image.debug_id !== UNKNOWN
  const title = `bench ${image.debug_id} ${count}`
  const before = cpu(proxy.pid)
  for (let n = 0; n < count; n++) {
    const addresses = Array.from({ length: FRAMES }, (_, at) => ({
      function: '?',
      filename: image.code_file,
      // Spread over the code by a step that is no divisor of it.
      instruction_addr: `0x${(1000 + (((n * FRAMES + at) * 7919) % (size >> 3))).toString(16)}`,
      addr_mode: 'rel:0',
      in_app: true,
    }))
    const event = {
      platform: 'javascript',
      fingerprint: [title],
      exception: { values: [{ type: 'panic', value: title, stacktrace: { frames: addresses } }] },
      debug_meta: { images: [image] },
    }
    const { status } = await proxy.send(`{}\n{"type":"event"}\n${JSON.stringify(event)}\n`)
    if (status !== 200) throw new Error(`the server answered ${status}`)
  }
  const issue = await proxy.waitForIssue(`panic: ${title}`)
  await proxy.waitUntil(
    async () => (await proxy.issues()).find(({ id }) => id === issue.id)?.count === String(count),
    'all events',
  )
  const spent = cpu(proxy.pid) - before
  const told = frames(await proxy.latest(issue)).filter(({ lineNo }) => lineNo).length
  // Some addresses are in no function; where none has a line, nothing was measured.
  if (told > 0 !== isKnown) throw new Error(`${told} of ${FRAMES} frames have lines`)
  return spent
}

/** User and system time of a process so far, in ms: clock ticks of 10. @param {number} pid */
function cpu(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) * 10
}

/** In MB. @param {number} pid @param {'VmRSS' | 'VmHWM'} what */
function memory(pid, what) {
  const [, kb] = new RegExp(`${what}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kb) / 1000
}
