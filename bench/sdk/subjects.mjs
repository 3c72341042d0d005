// @ts-check
// Who is measured: a script each, the global it sets, and the files that it may load later.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { build } from 'esbuild'
import { root, Trouble } from '../../scripts/run.mjs'

/**
 * @typedef {object} Script
 * @property {string} global has init, captureException, addBreadcrumb and flush, as `@sentry/browser` has them
 * @property {string} src where the page finds the script
 * @property {Record<string, string | Uint8Array>} files by path on the server
 */

/**
 * How errors come in the hot loop: how many in all, how many without a pause, and the pause in ms.
 * @typedef {{ events: number, block: number, pause: number }} Pace
 */

/**
 * @typedef {object} Kind
 * @property {() => Script | Promise<Script>} load
 * @property {string} [value] how the message of an error stands in what is sent; breadcrumbs name errors otherwise
 * @property {number} [project] of which server
 * @property {boolean} [hasHooks] a `beforeSend` is set
 * @property {boolean} [hasCore] whether a wasm core must run, or must not, as the server reads the stacks
 * @property {Pace} [pace] of the hot loop, where the usual one is too fast
 * @property {boolean} [sendsEnvelopes] Sentry's protocol: what arrives is checked event by event
 */

/** @typedef {Kind & Script & { name: string, value: string, project: number, pace: Pace }} Subject */

/** The baseline, and the one that all are compared with. */
export const BASELINE = 'none'
export const RIVAL = 'sentry'

/** The project whose server announces batches, and the one whose server speaks Sentry's protocol and no more. */
export const OWN_PROJECT = 2
const SENTRY_PROJECT = 1

/** Balefire lets at most 64 events wait; Balefire and Faro let them wait for at most 250 ms. @type {Pace} */
const PACE = { events: 1000, block: 50, pause: 350 }

/** TrackJS drops what is more than ten errors in a second, and no option changes that. @type {Pace} */
const TRACKJS_PACE = { events: 200, block: 10, pause: 1100 }

/** How the message of an error stands in an event of Sentry's protocol, and in Faro's. */
const VALUE = '"value":"bench error (\\d+)"'

/** Of a server that only speaks Sentry's protocol. @type {Kind} */
const balefire = { load: () => ours('/balefire/'), hasCore: true, sendsEnvelopes: true }
/** Of our own server: its script lies at the root, above the address for envelopes. @type {Kind} */
const own = { ...balefire, load: () => ours('/'), project: OWN_PROJECT }
const sentry = { load: () => bundled('sentry', 'Sentry'), sendsEnvelopes: true }

/** @type {Record<string, Kind>} */
const KINDS = {
  [BASELINE]: { load: () => bundled('none', 'None') },
  [RIVAL]: sentry,
  'sentry-hooks': { ...sentry, hasHooks: true },
  'sentry-minimal': { load: () => bundled('sentry-minimal', 'SentryMinimal'), sendsEnvelopes: true },
  honeybadger: {
    load: () => bundled('honeybadger', 'BenchHoneybadger'),
    value: '"class":"Error","message":"bench error (\\d+)"',
  },
  bugsnag: {
    load: () => bundled('bugsnag', 'BenchBugsnag'),
    value: '"errorMessage":"bench error (\\d+)"',
  },
  faro: { load: () => bundled('faro', 'BenchFaro') },
  trackjs: {
    load: () => bundled('trackjs', 'BenchTrackJS'),
    value: '"message":"bench error (\\d+)"',
    pace: TRACKJS_PACE,
  },
  balefire,
  'balefire-own': { ...own, hasCore: false },
  'balefire-hooks': { ...own, hasHooks: true },
}

export const NAMES = Object.keys(KINDS)

/** Measured unless others are named: a run of all takes three times as long. */
export const QUICK = [BASELINE, RIVAL, 'balefire', 'balefire-own']

/** The subjects of these names; `all` are all. @param {string} names with commas between @returns {Promise<Subject[]>} */
export function subjects(names) {
  return Promise.all(
    (names === 'all' ? NAMES : names.split(',')).map(async (name) => {
      const kind = KINDS[name]
      if (!kind) throw new Trouble(`--only ${name}? there are: all, ${NAMES.join(', ')}`)
      return {
        value: VALUE,
        pace: PACE,
        project: SENTRY_PROJECT,
        ...kind,
        ...(await kind.load()),
        name,
      }
    }),
  )
}

/** The script tag, and all files of dist/ that it may load from beside it. @param {string} at the folder on the server @returns {Script} */
function ours(at) {
  const folder = join(root, 'dist')
  const script = join(folder, 'balefire.min.js')
  if (!existsSync(script)) throw new Trouble(`${script} is missing: npm run build`)
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => /\.(js|wasm)$/.test(name) && !name.startsWith(`demo${sep}`),
  )
  const files = names.map((name) => [`${at}${name.replaceAll(sep, '/')}`, readFileSync(join(folder, name))])
  return { global: 'Balefire', src: `${at}balefire.min.js`, files: Object.fromEntries(files) }
}

/** A file of subjects/, as a page that uses a bundler would get it. @param {string} name @param {string} globalName @returns {Promise<Script>} */
async function bundled(name, globalName) {
  const src = `/${name}/${name}.js`
  return { global: globalName, src, files: { [src]: await bundle(name, globalName) } }
}

/** @param {string} name @param {string} globalName */
async function bundle(name, globalName) {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'bench', 'sdk', 'subjects', `${name}.js`)],
    bundle: true,
    minify: true,
    format: 'iife',
    globalName,
    target: 'es2022',
    define: { 'process.env.NODE_ENV': '"production"' },
    legalComments: 'none',
    logLevel: 'warning',
    write: false,
  })
  return outputFiles[0]?.contents ?? new Uint8Array()
}
