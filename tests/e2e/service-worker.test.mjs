// @ts-check
// A service worker has no `import()`, so it uses the package in one file: by `importScripts`, and as a module.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { build } from 'esbuild'
import { root } from '../../scripts/run.mjs'
import { launchers } from './browsers/every.mjs'
import { eventually } from './eventually.mjs'
import { startIngest } from './ingest.mjs'
import { startSite } from './site.mjs'

const built = (/** @type {string} */ file) => join(root, 'dist', file)

/** What the worker does, as docs/javascript.md has it. */
const WORKER = `
Balefire.init({ dsn: new URLSearchParams(location.search).get('dsn'), release: 'shop@1' })
const readShelf = () => {
  throw new RangeError('The shelf is empty')
}
const order = () => {
  try {
    readShelf()
  } catch (cause) {
    throw new Error('The lantern was not ordered', { cause })
  }
}
addEventListener('install', (event) => event.waitUntil(skipWaiting()))
addEventListener('activate', (event) => event.waitUntil(clients.claim()))
addEventListener('message', (event) => {
  if (event.data === 'throw') order()
  Balefire.captureException(new Error('The lantern was sent back'))
  event.waitUntil(Balefire.flush())
})
`

/** The page: registers the worker, and sends it a message once it is active. */
const visit = (/** @type {string} */ dsn, /** @type {string} */ type) => `
const { serviceWorker } = navigator
await serviceWorker.register('/worker.js?dsn=${encodeURIComponent(dsn)}', { type: '${type}' })
const { active } = await serviceWorker.ready
active.postMessage('throw')
active.postMessage('capture')
return 'sent'
`

/** @type {Awaited<ReturnType<typeof startIngest>>} */
let ingest
before(async () => {
  ingest = await startIngest()
})
after(() => ingest?.close())

const asModule = async () => {
  const { outputFiles } = await build({
    stdin: { contents: `import * as Balefire from 'balefire/all'\n${WORKER}`, resolveDir: root },
    alias: { 'balefire/all': built('balefire-all.js') },
    bundle: true,
    format: 'esm',
    write: false,
  })
  return outputFiles[0]?.text ?? ''
}

const KINDS = [
  { browser: 'chromium', type: 'classic' },
  { browser: 'firefox', type: 'classic' },
  // Firefox ESR has no service workers that are modules.
  { browser: 'chromium', type: 'module' },
]

for (const [at, { browser: name, type }] of KINDS.entries()) {
  test(`${name}: a service worker that is ${type}`, async (t) => {
    const site = await startSite({
      '/': '<!doctype html><title>Shop</title>',
      '/balefire-all.min.js': { body: readFileSync(built('balefire-all.min.js')) },
      '/worker.js': {
        body: type === 'module' ? await asModule() : `importScripts('/balefire-all.min.js')\n${WORKER}`,
      },
    })
    t.after(() => site.close())
    const browser = await launchers[/** @type {'chromium' | 'firefox'} */ (name)]()
    t.after(() => browser.close())
    const page = await browser.newPage()
    await page.goto(`${site.url}/`)
    await page.evaluate(visit(`http://key@${ingest.host}/${at + 1}`, type))

    const items = () => ingest.of(at + 1)
    const eventOf = (/** @type {string} */ value) =>
      items().find(({ event }) => event?.exception?.values.at(-1)?.value === value)?.event
    const thrown = await eventually(
      () => eventOf('The lantern was not ordered'),
      () => JSON.stringify(items()),
    )
    await eventually(() => eventOf('The lantern was sent back'), 'the second message')
    assert.equal(thrown.exception.values.length, 2)
    for (const { stacktrace } of thrown.exception.values) {
      const frames = stacktrace.frames.filter((/** @type {any} */ { filename }) =>
        filename.startsWith(`${site.url}/worker.js`),
      )
      assert.ok(frames.length > 1, 'the core has read the stack')
    }
    assert.equal(thrown.exception.values.at(-1).mechanism.handled, false)
    assert.equal(thrown.release, 'shop@1')
    assert.deepEqual(
      items().filter(({ type }) => type === 'session'),
      [],
      'a worker has no session',
    )
  })
}
