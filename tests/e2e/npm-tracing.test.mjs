// @ts-check
// A page that imports the package, in a bundle whose files have names of the bundler's: what the SDK fetches later is no part of
// the page.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { build } from 'esbuild'
import { root } from '../../scripts/run.mjs'
import { launchers } from './browsers/every.mjs'
import { eventually } from './eventually.mjs'
import { startSite } from './site.mjs'
import { startReceiver, value } from './span_receiver.mjs'

/** The later files come a second after the load event; a page load that waits for them is longer than this, in ms. */
const LATER = 950

/** @type {Awaited<ReturnType<typeof startReceiver>>} */
let receiver
/** @type {Awaited<ReturnType<typeof startSite>>} */
let site
before(async () => {
  receiver = await startReceiver()
  const { outputFiles } = await build({
    stdin: {
      contents: `import * as Balefire from './dist/balefire.js'
        const project = new URL(location).searchParams.get('project')
        Balefire.init({
          dsn: '${receiver.dsn(1)}'.replace(/1$/, project),
          tracesSampleRate: 1,
          integrations: [Balefire.browserTracingIntegration()],
        })
        fetch('/data.json')`,
      resolveDir: root,
      sourcefile: 'page.js',
    },
    bundle: true,
    splitting: true,
    format: 'esm',
    minify: true,
    entryNames: 'page',
    chunkNames: '[hash]',
    outdir: '/',
    write: false,
    logLevel: 'warning',
  })
  assert.ok(outputFiles.length > 2)
  site = await startSite({
    '/users/5':
      '<!doctype html><title>Shop</title><link rel="icon" href="data:,"><p>Shop<script type="module" src="/page.js"></script>',
    '/data.json': { body: '{}', type: 'application/json' },
    ...Object.fromEntries(
      outputFiles.map(({ path, text }) => [path, { body: text, type: 'text/javascript' }]),
    ),
  })
})
after(async () => {
  await site?.close()
  await receiver?.close()
})

for (const [at, name] of /** @type {const} */ (['chromium', 'firefox']).entries())
  test(`${name}: a page load ends with what the page has loaded, and a navigation where nothing was heard of it`, async (t) => {
    const browser = await launchers[name]()
    t.after(() => browser.close())
    const page = await browser.newPage()
    const project = at + 1
    await page.goto(`${site.url}/users/5?project=${project}`)
    const find = (/** @type {string} */ op) =>
      eventually(
        () => receiver.spans(project).find((span) => value(span, 'sentry.op') === op),
        () => `${op} in ${receiver.spans(project).map((span) => value(span, 'sentry.op'))}`,
        20_000,
      )
    const load = await find('pageload')
    const loaded = await page.evaluate("return performance.getEntriesByType('navigation')[0].loadEventEnd")
    const took = (load.end_timestamp - load.start_timestamp) * 1000
    assert.ok(took < loaded + LATER, `${took} ms, of a page that was loaded after ${loaded} ms`)

    await page.evaluate("history.pushState(null, '', '/cart')")
    const navigation = await find('navigation')
    assert.equal(value(navigation, 'sentry.idle_span_finish_reason'), 'idleTimeout')
    assert.equal(navigation.end_timestamp, navigation.start_timestamp)
    assert.deepEqual(receiver.faults(project), [])
  })
