// @ts-check
// `npm run bench -- tracing [--n 9] [--only balefire,sentry] [--check] [--scripts]`; docs/bench.md says what is measured.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'
import { root, Trouble } from '../../scripts/run.mjs'
import { startBrowser } from '../sdk/browser.mjs'
import { columns, median, number } from '../table.mjs'
import { startServer } from './page.mjs'
import { INTERVAL, scriptTimes } from './profile.mjs'

/** Rounds unless told otherwise: the page's own time jumps about by some ms. */
const ROUNDS = 9

/** How long a visitor stays, in ms: a page load ends a second after its last resource, and its spans wait for five. */
const VISIT = 9000

/** What Balefire may take of Sentry's main-thread time. */
const SHARE = 0.3

const BASELINE = 'none'
const RIVAL = 'sentry'
const OWN = 'balefire'
const NAMES = [BASELINE, RIVAL, 'faro', OWN]
const DIST = join(root, 'dist')

/** When the largest text or image was painted, in ms from the first byte of the page. */
const LCP = `new Promise((done) => {
  const [{ responseStart }] = performance.getEntriesByType('navigation')
  new PerformanceObserver((list) => done(list.getEntries().at(-1).startTime - responseStart)).observe({
    type: 'largest-contentful-paint',
    buffered: true,
  })
})`

/** Longest interaction, in ms: the page observes it itself. */
const INP = 'inp'

const sleep = (/** @type {number} */ ms) => new Promise((done) => setTimeout(done, ms))

/** @param {string} name of a file in subjects/ */
async function bundled(name) {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'bench', 'tracing', 'subjects', `${name}.js`)],
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    define: { 'process.env.NODE_ENV': '"production"' },
    legalComments: 'none',
    logLevel: 'warning',
    write: false,
  })
  return outputFiles[0]?.contents ?? new Uint8Array()
}

/** @param {string[]} args */
export async function bench(args) {
  const { values } = parseArgs({
    args,
    options: {
      n: { type: 'string', default: String(ROUNDS) },
      only: { type: 'string', default: NAMES.join(',') },
      check: { type: 'boolean', default: false },
      scripts: { type: 'boolean', default: false },
    },
  })
  const rounds = Number(values.n)
  if (!(rounds >= 1)) throw new Trouble(`--n ${values.n}? a number of rounds, from 1`)
  const names = [...new Set([BASELINE, ...values.only.split(',')])]
  const unknown = names.find((name) => !NAMES.includes(name))
  if (unknown) throw new Trouble(`--only ${unknown}? there are: ${NAMES.join(', ')}`)

  /** @type {Record<string, string | Uint8Array>} */
  const files = {}
  /** @type {Record<string, string | undefined>} */
  const tags = {}
  for (const name of names) {
    if (name === BASELINE || name === OWN) continue
    tags[name] = `<script src="/sdk/${name}.js"></script>`
    files[`/sdk/${name}.js`] = await bundled(name)
  }
  // Ours is the script tag, with the files that it loads later.
  if (names.includes(OWN)) {
    tags[OWN] =
      '<script src="/balefire-tracing.min.js"></script>' +
      "<script>Balefire.init({ dsn: location.origin.replace('//', '//k@') + '/1', release: 'bench@1', tracesSampleRate: 1 })</script>"
    for (const name of readdirSync(DIST))
      if (/\.min\.js$/.test(name)) files[`/${name}`] = readFileSync(join(DIST, name))
  }
  /** Whether a script is a subject's. @param {string} url */
  const isOfSubject = (url) => new URL(url).pathname in files
  const server = await startServer(tags, files)
  const browser = await startBrowser(server.url)
  /** @type {Record<string, Record<string, number[]>>} */
  const samples = {}
  try {
    for (let round = 0; round < rounds; round++) {
      for (const name of round % 2 ? names.toReversed() : names) {
        const sample = await browser.sample(async (page) => {
          await page.open('/empty')
          server.takePosted()
          await page.open(`/page/${name}`)
          await sleep(VISIT)
          const task = await page.tasks()
          const lcp = await page.run(LCP)
          await page.click('#slow')
          await sleep(500)
          return { task, lcp, inp: await page.run(INP), posted: server.takePosted() / 1000 }
        })
        // The profiler slows the page down: a visit of its own.
        const scripts = await browser.sample(async (page) => {
          if (name === BASELINE) return 0
          await page.open('/empty')
          const stop = await page.profile(INTERVAL)
          await page.open(`/page/${name}`)
          await sleep(VISIT)
          await page.click('#slow')
          await sleep(500)
          let sum = 0
          for (const [url, time] of Object.entries(scriptTimes(await stop()))) {
            if (!URL.canParse(url) || !isOfSubject(url)) continue
            sum += time
            if (values.scripts) process.stderr.write(`${number(time)} ms ${new URL(url).pathname}\n`)
          }
          return sum
        })
        for (const [measure, value] of Object.entries({ ...sample, scripts })) {
          samples[measure] ??= {}
          samples[measure][name] ??= []
          samples[measure][name]?.push(value)
        }
      }
      process.stderr.write(`round ${round + 1} of ${rounds}\n`)
    }
  } finally {
    await browser.close()
    await server.close()
  }
  const of = (/** @type {string} */ measure, /** @type {string} */ name) =>
    median(samples[measure]?.[name] ?? [])
  const above = (/** @type {string} */ measure, /** @type {string} */ name) =>
    of(measure, name) - of(measure, BASELINE)
  console.log(`\nChromium ${browser.version}, medians of ${rounds} rounds\n`)
  console.log(
    columns([
      ['page of 400 resources', ...names],
      ['main thread, ms', ...names.map((name) => number(of('task', name)))],
      ['  .. above none', ...names.map((name) => number(above('task', name)))],
      ["  .. times Sentry's", ...names.map((name) => number(above('task', name) / above('task', RIVAL)))],
      ['scripts, profiled, ms', ...names.map((name) => number(of('scripts', name)))],
      ["  .. times Sentry's", ...names.map((name) => number(of('scripts', name) / of('scripts', RIVAL)))],
      ['LCP, ms', ...names.map((name) => number(of('lcp', name)))],
      ['INP, ms', ...names.map((name) => number(of('inp', name)))],
      ['sent, KB', ...names.map((name) => number(of('posted', name)))],
    ]),
  )
  // The scripts alone: the difference of two pages jumps about by more than an SDK costs.
  if (values.check && of('scripts', OWN) > SHARE * of('scripts', RIVAL))
    throw new Trouble(`more than ${SHARE} of what Sentry takes`)
}
