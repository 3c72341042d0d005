// @ts-check
// Opens pages that throw in Chromium, Firefox and WebKitGTK, and keeps what their errors say of the way they came:
//   npm run record-stacks [-- BROWSER..]
// writes protocol/tests/fixtures/stacks/<browser>/<page>.json, one stack for each way to throw; then the test of the
// parser fills in the frames it finds. Read the diff: a frame that is wrong there is a bug of the parser.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { root, run, Trouble, whenRun } from '../../scripts/run.mjs'
import { launchers } from '../e2e/browsers/every.mjs'
import { eventually } from '../e2e/eventually.mjs'
import { startSite } from '../e2e/site.mjs'
import { modules } from './wasm.mjs'

const PAGES = join(root, 'tests', 'stacks', 'pages')
const FIXTURES = join(root, 'protocol', 'tests', 'fixtures', 'stacks')

/** What the recorded pages say instead of the address of this moment's server. */
const ORIGIN = 'https://app.test'
/** What they say instead of the name that a browser gave to a blob. */
const BLOB = '00000000-0000-4000-8000-000000000000'
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g

/** @typedef {{ case: string, message: string, stack: string }} Recorded */

const read = (/** @type {string} */ file) => readFileSync(join(PAGES, file), 'utf8')
const classic = (/** @type {string} */ file) =>
  `<!doctype html><meta charset="utf-8"><body></body><script src="/record.js"></script><script src="${file}"></script>`

/** The page's address, by its name in the fixtures. */
const START = {
  functions: '/functions.html',
  minified: '/minified.html',
  eval: '/eval.html',
  inline: '/inline.html',
  schemes: '/schemes.html',
  module: '/module.html',
  workers: '/workers.html',
  wasm: '/wasm.html',
  urls: '/urls.html',
  own: '/own.html',
}

/** Everything that the pages load, by path. */
async function files() {
  const scripts = [
    ...['record', 'functions', 'eval', 'schemes', 'module', 'module-dependency', 'module-broken'],
    ...['workers', 'worker', 'worker-module', 'wasm', 'worker-wasm', 'own'],
  ].map((name) => [`/${name}.js`, read(`${name}.js`)])
  const pages = ['functions', 'minified', 'eval', 'schemes', 'workers', 'wasm', 'own']
  const urls = read('urls.html')
  const odd = [...urls.matchAll(/src="(\/odd\/[^"]*)"/g)].map(([, src = '']) => [
    new URL(src, 'http://site').pathname,
    { body: read('odd-file.js'), type: 'text/javascript' },
  ])
  return {
    ...Object.fromEntries([...scripts, ...odd]),
    ...Object.fromEntries(pages.map((page) => [`/${page}.html`, classic(`/${page}.js`)])),
    ...modules(),
    '/minified.js': await minified(),
    '/module.html': classic('/module.js').replace('script src="/module', 'script type="module" src="/module'),
    '/inline.html': read('inline.html'),
    '/urls.html': urls,
  }
}

async function minified() {
  const { outputFiles } = await build({
    entryPoints: [join(PAGES, 'minified.src.js')],
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    write: false,
  })
  return outputFiles[0]?.text ?? ''
}

/** Writes the fixtures of one browser. */
async function record(/** @type {() => Promise<import('../e2e/browsers/every.mjs').Browser>} */ launch) {
  const site = await startSite(await files())
  const browser = await launch()
  try {
    const page = await browser.newPage()
    for (const [name, path] of Object.entries(START)) {
      await page.goto(site.url + path)
      /** @type {Recorded[]} */
      const stacks = await eventually(
        () => page.evaluate('return globalThis.isDone && stacks'),
        async () => `${path} in ${browser.name}: ${await page.evaluate('return JSON.stringify(stacks)')}`,
      )
      const silent = stacks.find(({ message }) => message === 'NOTHING WAS THROWN')
      if (silent) throw new Trouble(`${name} in ${browser.name}: ${silent.case} threw nothing`)
      const stable = (/** @type {string} */ text) => text.replaceAll(site.url, ORIGIN).replace(UUID, BLOB)
      const kept = stacks.map((one) => ({
        ...one,
        message: stable(one.message),
        // Lines, so that a diff shows which one is another.
        stack: stable(one.stack).split('\n'),
      }))
      mkdirSync(join(FIXTURES, browser.name), { recursive: true })
      const recorded = { browser: `${browser.name} ${browser.version}`, stacks: kept }
      writeFileSync(join(FIXTURES, browser.name, `${name}.json`), JSON.stringify(recorded))
      console.log(`${browser.name} ${browser.version}: ${name}, ${kept.length} stacks`)
    }
  } finally {
    await browser.close()
    await site.close()
  }
}

await whenRun(import.meta.url, async (words) => {
  for (const [name, launch] of Object.entries(launchers)) {
    if (words.length === 0 || words.includes(name)) await record(launch)
  }
  await run(['cargo', 'test', '-p', 'balefire-protocol', '--test', 'stacks'], { env: { UPDATE: '1' } })
})
