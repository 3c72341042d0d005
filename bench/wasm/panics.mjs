// @ts-check
import { bind, compile } from '../../scripts/wasm.mjs'

/** How many panics, each with words of its own. */
const PANICS = 200

/** @typedef {{ site: { url: string, files: Record<string, any> }, newPage: () => Promise<any> }} World */

/**
 * An app with the crate panics; when `fetch` is called with its event is noted in the page. The hook works at once, so
 * what lies between is all of the work: the stack, the event, the core.
 * @param {World} world
 */
export async function panics({ site, newPage }) {
  const app = await bind(await compile('balefire-deaths', ['--features', 'balefire']), 'deaths', 'web')
  for (const [path, body] of app) site.files[`/panics/${path}`] = body
  site.files['/panics/'] = `<!doctype html><meta charset="utf-8"><script type="module">
import init, * as app from './deaths.js'
let sent
globalThis.fetch = new Proxy(fetch, {
  apply(fetch, self, args) {
    if (!/envelope/.test(args[0])) return Reflect.apply(fetch, self, args)
    sent ??= performance.now()
    return Promise.resolve(new Response('{}'))
  },
})
await init()
app.report('http://key@127.0.0.1:9/1')
await Balefire.flush()
globalThis.times = []
globalThis.panic = (n) => {
  sent = undefined
  const since = performance.now()
  try { app.panic(n) } catch {}
  times.push(sent - since)
}
</script>`
  const page = await newPage()
  await page.goto(`${site.url}/panics/`)
  await page.waitForFunction('globalThis.panic')
  for (let n = 0; n < PANICS; n++) await page.evaluate(`panic(${n})`)
  /** @type {number[]} */
  const times = await page.evaluate('times')
  const told = times.filter((time) => time >= 0)
  const sorted = told.slice(1).sort((a, b) => a - b)
  const at = (/** @type {number} */ share) => (sorted[Math.floor(sorted.length * share)] ?? NaN).toFixed(2)
  return {
    [`told at once, of ${PANICS}`]: told.length,
    median: at(0.5),
    p95: at(0.95),
  }
}
