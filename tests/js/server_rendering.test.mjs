// @ts-check
// The npm package where there is no page: in Node, as an app is rendered on a server.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { build } from 'esbuild'
import { bundleNpm } from '../../scripts/bundle_npm.mjs'

/** No module, but it begins with a zero: a server does not open it. */
const CORE = new TextEncoder().encode('\0no core')

/** What a server's process says after it has used the package as a page would. */
const USE = `
const before = [...Reflect.ownKeys(globalThis)]
const patched = ['setTimeout', 'fetch', 'queueMicrotask'].map((name) => globalThis[name])
const balefire = LOAD
const client = balefire.init({ dsn: 'https://key@errors.example/1', release: 'shop@1', load: 'idle' })
balefire.setUser({ id: 1 })
balefire.addBreadcrumb({ message: 'rendered' })
const ids = [
  balefire.captureException(new Error('in the server')),
  balefire.captureMessage('in the server'),
  balefire.captureEvent({ message: 'in the server' }),
  balefire.withScope((scope) => scope.setTag('a', 1).captureException(1)),
]
const integrations = Object.keys(balefire).filter((name) => name.endsWith('Integration') && name !== 'addIntegration')
const made = integrations.map((name) => balefire[name]({ worker: [], endpoints: [], filterKeys: [] }).name)
ids.push(balefire.startSpan({ name: 'rendered' }, (span) => span.spanContext().traceId))
const traced = [balefire.getTraceData(), balefire.reportPageLoaded(), balefire.suppressTracing(() => 1),
  balefire.startBrowserTracingNavigationSpan(undefined, { name: '/' }).spanContext().traceFlags || null]
const report = async () => ({
  traced,
  client: typeof client,
  isEnabled: balefire.isEnabled(),
  ids,
  made: made.every(Boolean),
  flushed: [await balefire.flush(), await balefire.close()],
  globals: Reflect.ownKeys(globalThis).filter((name) => !before.includes(name)).map(String),
  isPatched: ['setTimeout', 'fetch', 'queueMicrotask'].some((name, at) => globalThis[name] !== patched[at]),
  timers: process.getActiveResourcesInfo().filter((name) => name === 'Timeout'),
})
report().then((said) => console.log(JSON.stringify(said)))
`

/** @type {string} */
let folder
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'balefire-server-'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  for (const [name, code] of await bundleNpm(CORE, CORE)) writeFileSync(join(folder, name), code)
})
after(() => rmSync(folder, { recursive: true }))

/** Runs a file in a process of its own. @param {string} file */
function said(file) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, file)], {
    encoding: 'utf8',
    timeout: 30_000,
  })
  assert.equal(status, 0, stderr)
  assert.equal(stderr, '')
  return JSON.parse(stdout)
}

/** Nothing was started, and every function answered as in a page. @param {any} answer */
function check({ ids, ...others }) {
  for (const id of ids) assert.match(id, /^[0-9a-f]{32}$/)
  assert.deepEqual(others, {
    client: 'undefined',
    isEnabled: false,
    made: true,
    traced: [{}, null, 1, null],
    flushed: [true, true],
    globals: [],
    isPatched: false,
    timers: [],
  })
}

for (const file of ['balefire.js', 'balefire-all.js']) {
  test(`${file}: an import changes nothing, and init does nothing`, () => {
    writeFileSync(join(folder, 'server.js'), USE.replace('LOAD', `await import('./${file}')`))
    check(said('server.js'))
  })

  test(`${file}: the same by require, in a bundle of CommonJS`, async () => {
    writeFileSync(join(folder, 'app.js'), USE.replace('LOAD', `require('./${file}')`))
    await build({
      entryPoints: [join(folder, 'app.js')],
      outfile: join(folder, 'bundled.cjs'),
      bundle: true,
      platform: 'node',
      format: 'cjs',
      logLevel: 'error',
    })
    check(said('bundled.cjs'))
  })
}
