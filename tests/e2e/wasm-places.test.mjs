// @ts-check
// A panic of Rust is told once, with what can be known, wherever its module runs: tests/deaths/places.mjs says where, and
// docs/deaths.md has the table. The gate runs some of them, `PLACES=all` all.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, test } from 'node:test'
import { root } from '../../scripts/run.mjs'
import { bind, compile } from '../../scripts/wasm.mjs'
import { calc, threaded } from '../deaths/calc.mjs'
import { PLACES, toldIn } from '../deaths/places.mjs'
import { tableOfPlaces } from '../deaths/table.mjs'
import { launchers } from './browsers/every.mjs'
import { sdkFiles } from './built.mjs'
import { eventually } from './eventually.mjs'
import { startIngest } from './ingest.mjs'
import { startSite } from './site.mjs'

/** What would come after the first event comes within this time, in ms. */
const LONGEST = 1500

const places = PLACES.filter(({ isInGate }) => isInGate || process.env.PLACES === 'all')

/** With these a browser lets a page share memory. https://web.dev/articles/coop-coep */
const ISOLATED = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
}

/** The folders of the apps: the features that they are compiled with, and how they are bound. */
const APPS = /** @type {const} */ ({
  app: [[], 'web', []],
  stripped: [[], 'web', ['--remove-name-section']],
  'no-modules': [[], 'no-modules', []],
  crate: [['--features', 'balefire'], 'web', []],
  direct: [['--features', 'direct'], 'web', []],
  'direct-no-modules': [['--features', 'direct'], 'no-modules', []],
})

/** @type {Record<string, import('./site.mjs').Answer>} */
const files = {}

before(async () => {
  for (const [folder, [features, target, flags]] of Object.entries(APPS)) {
    if (!places.some(({ app }) => app.replace('plain/', '') === folder)) continue
    const bound = await bind(await compile('balefire-deaths', [...features]), 'deaths', target, [...flags])
    for (const [path, body] of bound) {
      files[`/${folder}/${path}`] = body
      // As a host serves it that does not know the ending.
      files[`/plain/${folder}/${path}`] = /wasm$/.test(path)
        ? { body, type: 'application/octet-stream' }
        : body
    }
  }
  for (const [name, hasNames] of /** @type {const} */ ([
    ['calc', true],
    ['stripped-calc', false],
  ])) {
    files[`/${name}.wasm`] = calc(hasNames)
    files[`/${name}.js`] =
      `const { instance } = await WebAssembly.instantiateStreaming(fetch('/${name}.wasm'))
export const divide = () => { instance.exports.divide() }`
  }
  files['/threaded.wasm'] = { body: threaded(), headers: ISOLATED }
})

/** @param {import('node:test').TestContext} t */
async function openWorld(t) {
  const ingest = await startIngest()
  t.after(ingest.close)
  const site = await startSite({ ...sdkFiles(), ...files })
  t.after(site.close)
  let project = 0
  return {
    url: site.url,
    /** Opens a page; the events that come of it. @param {import('./browsers/every.mjs').Page} page @param {string} html @param {string} [worker] @param {Record<string, string>} [headers] of the page and its worker */
    async eventsOf(page, html, worker, headers = {}) {
      project++
      const dsn = `http://key@${ingest.host}/${project}`
      const filled = (/** @type {string} */ text) =>
        text
          .replaceAll(
            'TAG',
            `<script src="/balefire.min.js" data-dsn="${dsn}" crossorigin="anonymous"></script>`,
          )
          .replaceAll('DSN', `'${dsn}'`)
          .replaceAll('WORKER', `/${project}.js`)
      site.files[`/${project}/`] = { body: `<!doctype html><meta charset="utf-8">${filled(html)}`, headers }
      site.files[`/${project}.js`] = {
        body: filled(worker ?? ''),
        headers: { 'Service-Worker-Allowed': '/', ...headers },
      }
      await page.goto(`${site.url}/${project}/`)
      const events = () => ingest.of(project).flatMap(({ event }) => event ?? [])
      await eventually(() => events().length > 0, 'an event', 10_000)
      await page.evaluate(
        `await new Promise((go) => setTimeout(go, ${LONGEST})); await globalThis.Balefire?.flush()`,
      )
      return events()
    },
  }
}

/** The modules that the frames of an event are said to be in, by their addresses. @param {any} event @returns {Set<string>} */
const modulesOf = (event) =>
  new Set(
    event.exception.values
      .at(-1)
      .stacktrace.frames.flatMap((/** @type {any} */ { addr_mode }) =>
        addr_mode ? event.debug_meta.images[Number(addr_mode.slice('rel:'.length))].code_file : [],
      ),
  )

for (const [name, launch] of Object.entries(launchers)) {
  const engine = /** @type {import('../deaths/deaths.mjs').Engine} */ (name)
  test(`where modules run, in ${engine}`, async (t) => {
    const world = await openWorld(t)
    const browser = await launch()
    t.after(browser.close)

    for (const place of places) {
      const told = toldIn(place, engine)
      if (told === 'none') continue
      await t.test(place.name, async () => {
        const page = await browser.newPage()
        const events = await world.eventsOf(page, place.page, place.worker, place.isIsolated ? ISOLATED : {})
        await page.close()
        assert.equal(events.length, 1, JSON.stringify(events))
        const [event] = events
        const { type, value } = event.exception.values.at(-1)
        if (told.startsWith('panic')) assert.deepEqual([type, value], ['panic', 'no such article: 7'])
        else assert.match(`${type}: ${value}`, /^RuntimeError: .*unreachable/i)
        const own = world.url + (place.module ?? `/${place.app}/deaths_bg.wasm`)
        assert.deepEqual([...modulesOf(event)], told.endsWith('image') ? [own] : [])
      })
    }

    await t.test('a trap of another module is in that one, or in none', async () => {
      for (const [html, module] of [
        ["TAG<script type='module'>import { divide } from '/calc.js'\nAPP('app')", 'calc.wasm'],
        [
          "TAG<script type='module'>import { divide } from '/stripped-calc.js'\nAPP('stripped')",
          'stripped-calc.wasm',
        ],
        // Made before there was a recorder.
        ["<script type='module'>import { divide } from '/calc.js'\nAPP('crate')app.report(DSN)\n", undefined],
        [
          "<script type='module'>import { divide } from '/stripped-calc.js'\nAPP('plain/crate')app.report(DSN)\n",
          undefined,
        ],
      ]) {
        const folder = /APP\('(.*)'\)/.exec(html ?? '')?.[1] ?? ''
        if (!files[`/${folder}/deaths.js`]) continue
        const page = await browser.newPage()
        const load = `import init, * as app from '/${folder}/deaths.js'\nawait init()\n`
        const [event] = await world.eventsOf(
          page,
          `${html?.replace(/APP\(.*?\)/, load)}setTimeout(divide, 200)</script>`,
        )
        await page.close()
        assert.deepEqual([...modulesOf(event)], module ? [`${world.url}/${module}`] : [], html)
      }
    })
  })
}

test('docs/deaths.md has the places', () => {
  const text = readFileSync(join(root, 'docs', 'deaths.md'), 'utf8')
  assert.ok(text.includes(tableOfPlaces(PLACES)), tableOfPlaces(PLACES))
})
