// @ts-check
// A small shop with routes, a slow handler, a request to its back end, and an error; it measures its vitals by itself too.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { root } from '../../scripts/run.mjs'
import { sdkFiles } from './built.mjs'
import { startSite } from './site.mjs'

/** @typedef {{ name: string, value: number, path: string, type: string }} Measured `path`: where the visitor was */

/** What the page measures, by Google's own library. Beacons tell it to the site. */
const MEASURE = `
for (const on of ['onLCP', 'onCLS', 'onINP', 'onFCP', 'onTTFB'])
  webVitals[on](({ name, value, navigationType, navigationURL }) => {
    const path = new URL(navigationURL ?? location.href).pathname
    navigator.sendBeacon('/measured?' + new URLSearchParams({ name, value, path, type: navigationType }))
  }, { reportSoftNavs: true })`

const ACTS = `
const busy = (ms) => { const end = performance.now() + ms; while (performance.now() < end); }
document.querySelector('#buy').onclick = () => busy(150)
document.querySelector('#count').onclick = () => busy(300)
document.querySelector('#break').onclick = () => { throw new RangeError('no lamp of this number') }
document.querySelector('#route').onclick = async () => {
  history.pushState(null, '', '/cart/17')
  await fetch('/prices')
  document.querySelector('main').innerHTML = '<h1>The cart</h1><p>' + 'Lamp oil, three for two. '.repeat(40)
}
setTimeout(() => document.body.prepend(Object.assign(document.createElement('p'), { textContent: 'Sale' })), 200)`

const html = (/** @type {string} */ head) => `<!doctype html><meta charset="utf-8"><title>Shop</title>
<link rel="icon" href="data:,">${head}<script src="/web-vitals.js"></script><script>${MEASURE}</script>
<link rel="stylesheet" href="/style.css"><main><h1>Lamps</h1><img src="/image.svg" width="300" height="200"></main>
<button id="buy">Buy</button><button id="count">Count</button><button id="break">Break</button><button id="route">Cart</button><script>${ACTS}</script>`

/** A script of the page's own, of an npm package. @param {string} from @param {object} options */
async function npmApp(from, options) {
  const { outputFiles } = await build({
    stdin: {
      contents: `import { browserTracingIntegration, getActiveSpan, init } from '${from}'
init({ ...${JSON.stringify(options)}, integrations: [browserTracingIntegration()] })
window.Balefire = { getActiveSpan }`,
      resolveDir: root,
    },
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    write: false,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
  })
  return outputFiles[0]?.text ?? ''
}

/**
 * The site; `traces` are those that requests to its back end carry.
 * @param {string} dsn
 */
export async function startShop(dsn) {
  /** @type {Measured[]} */
  const measured = []
  /** @type {string[]} */
  const traces = []
  const site = await startSite({
    ...sdkFiles(),
    '/web-vitals.js': readFileSync(join(root, 'node_modules/web-vitals/dist/web-vitals.iife.js')),
    '/style.css': 'h1 { color: teal }',
    '/image.svg': {
      body: '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="200"><rect width="300" height="200" fill="teal"/></svg>',
      type: 'image/svg+xml',
    },
    '/prices': ({ headers }) => {
      traces.push(String(headers['sentry-trace']))
      return { body: '{"lamp":7}', type: 'application/json' }
    },
    '/measured': ({ url }) => {
      const { name, value, path, type } = Object.fromEntries(new URL(url ?? '', 'http://site').searchParams)
      measured.push({ name: name ?? '', value: Number(value), path: path ?? '', type: type ?? '' })
      return ''
    },
    '/left': '<!doctype html><title>Left</title><p>Left',
  })
  const addApp = async (
    /** @type {string} */ path,
    /** @type {string} */ from,
    /** @type {object} */ options,
  ) => {
    const name = `${path}/app.js`
    site.files[name] = await npmApp(from, { dsn, tracesSampleRate: 1, ...options })
    site.files[path] = html(`<script src="${name}"></script>`)
  }
  return {
    ...site,
    measured,
    traces,
    /** A page with the SDK as a script tag. @param {string} path @param {object} options */
    addScriptPage(path, options) {
      const init = JSON.stringify({ dsn, tracesSampleRate: 1, ...options })
      site.files[path] = html(
        `<script src="/balefire-tracing.min.js"></script><script>Balefire.init(${init})</script>`,
      )
    },
    /** A page with the SDK in a bundle. @param {string} path @param {object} options */
    addNpmPage: (path, options) => addApp(path, 'balefire', options),
    /** The same page with Sentry's own SDK. @param {string} path @param {object} options */
    addSentryPage: (path, options) => addApp(path, '@sentry/browser', options),
  }
}

/** The functions of a page's body that wait. */
const UNTIL = `const until = async (is) => { while (!is()) await new Promise((done) => setTimeout(done, 20)) }`

/** Waits until the page load or navigation is over, which the performance stage decides. */
export const OVER = `${UNTIL}; await until(() => !Balefire.getActiveSpan())`

/** Waits until the browser has told of an interaction, and both libraries have handled it in an idle page. */
export const HANDLED = `const turn = (of) => new Promise((done) => of(done))
for (let n = 0; n < 3; n++) await turn(requestAnimationFrame)
for (let n = 0; n < 3; n++) await turn(requestIdleCallback)`
