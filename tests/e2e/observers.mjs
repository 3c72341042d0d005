// @ts-check
// A page with nothing of Balefire but what listens to it, and a recorder that keeps what it is told.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before } from 'node:test'
import { root } from '../../scripts/run.mjs'
import { startBrowser } from './browser.mjs'
import { startSite } from './site.mjs'

/** The modules whose exports the tests call in the page. */
const MODULES = [
  'observe/breadcrumbs',
  'observe/callbacks',
  'observe/request_breadcrumbs',
  'observe/instrument/console',
  'observe/instrument/fetch',
  'observe/instrument/fetch_headers',
  'observe/instrument/history',
  'observe/instrument/wrap',
  'observe/instrument/xhr',
  'optional/captureconsole',
  'optional/contextlines',
  'optional/httpclient',
  'optional/reportingobserver',
  'report/unanswered_hosts',
]

const SCRIPT = `
${MODULES.map((name, at) => `import * as module${at} from '/js/${name}.js'`).join('\n')}
window.B = { ${MODULES.map((_, at) => `...module${at}`).join(', ')} }
window.record = (options = {}) => {
  const recorder = {
    options, captured: [], crumbs: [], skipped: 0,
    capture: (captured) => void recorder.captured.push(captured),
    addBreadcrumb: (crumb) => void recorder.crumbs.push(crumb),
    skipNextError: () => void recorder.skipped++,
  }
  return recorder
}
// What reached the page's own handlers.
window.failures = []
addEventListener('error', (event) => { failures.push(event.error); event.preventDefault() })
addEventListener('unhandledrejection', (event) => { failures.push(event.reason); event.preventDefault() })
window.tick = () => new Promise((done) => setTimeout(done))
window.ready = true`

/** @param {string} html what the page holds before the observers */
const pageOf = (html) => `<!doctype html>
<html>
<head><title>Observed</title></head><body>${html}
<script type="module">${SCRIPT}</script></body></html>`

/** What the pages may ask for. */
const ANSWERS = {
  '/ok': 'fine',
  '/broken': {
    body: 'no',
    status: 503,
    headers: { 'Content-Length': '2', 'X-Token': 'abc', 'X-Kind': 'plain' },
  },
  '/headers': (/** @type {import('node:http').IncomingMessage} */ { headers }) => ({
    body: JSON.stringify({ own: headers['x-own'], trace: headers['x-trace'] }),
    type: 'application/json',
  }),
  '/missing': { body: 'no', status: 404, headers: { 'Content-Length': '2' } },
}

/** A site and a browser for the tests of a file. */
export function observers() {
  /** @type {Awaited<ReturnType<typeof open>>} */
  let world
  before(async () => {
    world = await open()
  })
  after(() => world?.close())
  /** A fresh page. @param {string} [html] */
  const visit = (html) => world.visit(html)
  return {
    visit,
    /** The site that the pages are on. */
    site: () => world.site,
    /**
     * What a function answers in a fresh page.
     * @template T
     * @param {() => T | Promise<T>} act
     * @param {string} [html]
     */
    async inPage(act, html) {
      const page = await visit(html)
      try {
        return /** @type {any} */ (await page.evaluate(act))
      } finally {
        await page.context().close()
      }
    },
  }
}

async function open() {
  const modules = readdirSync(join(root, 'js'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.js'))
    .map((name) => [`/js/${name}`, readFileSync(join(root, 'js', name), 'utf8')])
  const site = await startSite({ ...Object.fromEntries(modules), ...ANSWERS })
  const browser = await startBrowser()
  let count = 0
  return {
    site,
    async visit(html = '') {
      const path = `/page${++count}.html`
      site.files[path] = pageOf(html)
      const page = await browser.newPage()
      await page.goto(`${site.url}${path}?token=abc`)
      await page.waitForFunction('window.ready')
      return page
    },
    async close() {
      await browser.close()
      await site.close()
    },
  }
}
