// @ts-check
// Page views that are left within a second after their load, before the file is there that observes web vitals: what
// arrives of their vitals.
import { createServer } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { bundle } from '../../scripts/bundle.mjs'
import { DONE } from './pages.mjs'

/** Longest stay after the load, in ms. */
const STAY = 1000
/** Steps of the stays, in ms; prime to STAY, so that they differ. */
const STEP = 37
/** Longest time for a view, in ms: a round that is not done by then is told as it stands. */
const PER_VIEW = 4000
/** Time in which the last beacons arrive, in ms. */
const AFTERWARDS = 3000
const BEAT = 200

/** @param {string} script @param {number} count */
const page = (script, count) => `<!doctype html><title>View</title><script>${script}</script>
<h1>A page that is left</h1><p id=text>${'With some words. '.repeat(60)}</p>
<script>
const n = Number(new URLSearchParams(location.search).get('n'))
addEventListener('visibilitychange', () => {
  if (document.visibilityState !== 'hidden') return
  const has = (type) => performance.getEntriesByType(type).length > 0
  navigator.sendBeacon('/vitals?n=' + n + '&painted=' + Number(has('paint')), JSON.stringify(early()))
})
setTimeout(() => text.insertAdjacentHTML('beforebegin', '<p>A banner</p>'), 100)
addEventListener('load', () => setTimeout(() => {
  if (n + 1 < ${count}) location.href = '/view?n=' + (n + 1)
  else location.href = '/done'
}, n * ${STEP} % ${STAY}))
</script>`

/**
 * @typedef {{ views: number, arrived: number, painted: number, lcp: number, cls: number, fcp: number, ttfb: number }} Views
 *   `painted`: of those that arrived, the ones that had painted something
 */

/** @param {import('../../tests/e2e/browsers/every.mjs').Browser} browser @param {number} views @returns {Promise<Views>} */
export async function leaveViews(browser, views) {
  const code = await bundle('tracing/early_vitals.js', 'esm')
  const name = /(\w+) as earlyVitals/.exec(code)?.[1]
  const script = `{const early=(()=>{${code.replace(/export\s*\{.*$/s, `return ${name}`)}})();globalThis.early=early}`
  /** @type {Map<number, { isPainted: boolean, vitals: Record<string, number> }>} */
  const arrived = new Map()
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://site')
    if (pathname === '/vitals') {
      let body = ''
      for await (const part of request) body += part
      const isPainted = searchParams.get('painted') === '1'
      arrived.set(Number(searchParams.get('n')), { isPainted, vitals: JSON.parse(body) })
      return response.writeHead(204).end()
    }
    const html = pathname === '/view' ? page(script, views) : `<!doctype html><title>${DONE}</title>`
    response.writeHead(200, { 'Content-Type': 'text/html' }).end(html)
  })
  await new Promise((done) => server.listen(0, '127.0.0.1', () => done(undefined)))
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  const tab = await browser.newPage()
  try {
    await tab.goto(`http://localhost:${port}/view?n=0`)
    const end = performance.now() + views * PER_VIEW
    while (performance.now() < end) {
      // While a page is left there is no document to ask.
      if ((await tab.evaluate('return document.title').catch(() => '')) === DONE) break
      await pause(BEAT)
    }
    await pause(AFTERWARDS)
  } finally {
    await tab.close()
    server.closeAllConnections()
    server.close()
  }
  const all = [...arrived.values()]
  const painted = all.filter(({ isPainted }) => isPainted)
  const having = (/** @type {string} */ metric) =>
    painted.filter(({ vitals }) => vitals[metric] !== undefined).length
  return {
    views,
    arrived: all.length,
    painted: painted.length,
    lcp: having('lcp'),
    cls: having('cls'),
    fcp: having('fcp'),
    ttfb: all.filter(({ vitals }) => vitals.ttfb !== undefined).length,
  }
}

/** @param {string[]} names of the browsers @param {Record<string, () => Promise<any>>} launchers @param {number} views */
export async function benchVitals(names, launchers, views) {
  const rows = [['', 'views', 'arrived', 'painted', 'LCP', 'CLS', 'FCP', 'TTFB']]
  for (const name of names) {
    const browser = await launchers[name]?.()
    try {
      const { views: all, arrived, painted, lcp, cls, fcp, ttfb } = await leaveViews(browser, views)
      rows.push([name, ...[all, arrived, painted, lcp, cls, fcp, ttfb].map(String)])
    } finally {
      await browser.close()
    }
  }
  return rows
}
