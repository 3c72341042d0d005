// @ts-check
// An app whose lines are known, as docs/symbols.md says to build it: what is shipped on a page, the rest in a folder.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bind, compile } from '../../scripts/wasm.mjs'
import { open } from './harness.mjs'

/**
 * @param {(module: Uint8Array) => Uint8Array} [changed] what else is done to its modules
 */
export async function openApp(changed = (module) => module) {
  const world = await open()
  const folder = mkdtempSync(join(tmpdir(), 'balefire-symbols-'))
  const module = await compile('balefire-deaths', [], 'lines')
  const bound = await bind(module, 'deaths', 'web', ['--split-debug-info', '--remove-name-section'])
  const app = [...bound].map(
    ([path, bytes]) => /** @type {const} */ ([path, path.endsWith('.wasm') ? changed(bytes) : bytes]),
  )
  for (const [path, bytes] of app) if (path.endsWith('.wasm')) writeFileSync(join(folder, path), bytes)
  const site = await world.newSite({
    ...Object.fromEntries(app.map(([path, bytes]) => [`/app/${path}`, bytes])),
    '/': `<!doctype html><meta charset="utf-8">
<script src="${world.proxy.url}/balefire.min.js" data-dsn="${world.proxy.dsn}" crossorigin="anonymous"></script>
<script type="module">
import init, * as app from '/app/deaths.js'
await init()
globalThis.die = () => setTimeout(() => app.index_out_of_bounds(7))
</script>`,
    '/worker/': `<!doctype html><meta charset="utf-8">
<script src="${world.proxy.url}/balefire.min.js" data-dsn="${world.proxy.dsn}" crossorigin="anonymous"></script>
<script>new Worker('/worker.js', { type: 'module' })</script>`,
    '/worker.js': `import init, * as app from '/app/deaths.js'
await init()
setTimeout(() => app.shadow_stack_overflow())`,
    '/panics/': `<!doctype html><meta charset="utf-8">
<script src="${world.proxy.url}/balefire.min.js" data-dsn="${world.proxy.dsn}" crossorigin="anonymous"></script>
<script type="module">
import init, * as app from '/app/deaths.js'
await init()
app.show_panics_in_the_console()
globalThis.panic = (act, argument) => setTimeout(() => app[act](argument))
</script>`,
  })
  return {
    world,
    /** Where its modules lie: `deaths_bg.wasm` and `deaths_bg.debug.wasm`. */
    folder,
    /** The app's page. */
    address: `${site.url}/`,
    /** A page whose worker dies, and reports nothing. */
    worker: `${site.url}/worker/`,
    /** A page of the app that shows its panics in the console. */
    panics: `${site.url}/panics/`,
    async die() {
      const page = await world.newPage()
      await page.goto(`${site.url}/`)
      await page.waitForFunction('globalThis.die')
      await page.evaluate('die()')
    },
    /** The whole text of an issue's page. @param {{ id: string }} issue */
    async textOf(issue) {
      const page = await world.newPage()
      await page.goto(`${world.proxy.url}/issues/${issue.id}/`)
      return page.evaluate('document.body.innerText')
    },
    async close() {
      await world.close()
      rmSync(folder, { recursive: true })
    },
  }
}

/** @typedef {Awaited<ReturnType<typeof openApp>>} App */
