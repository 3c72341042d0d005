// @ts-check
// What a visit can do, as steps that chance puts in a row. A step is data, so that a sequence can be printed, run again and
// shortened; in every order it does something.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { root } from '../../../scripts/run.mjs'
import { eventually } from '../eventually.mjs'
import { CORE_SCRIPT, STAGE_2 } from './cases/files.mjs'

/** @typedef {import('../../random.mjs').Random} Random */
/** @typedef {import('./rules.mjs').Rule} Rule */
/** @typedef {import('./visit.mjs').Visit} Visit */
/** @typedef {{ step: string } & Record<string, any>} Step */
/**
 * A visit, and what the steps before have made of it. `navigations` are the times at which a page was left, `silent` the texts
 * of errors that may be lost without a word.
 * @typedef {{ visit: Visit, isOpen: boolean, isOffline: boolean, navigations: { from: number, to: number }[], silent: Set<string>,
 *   isFull?: boolean, isSilentPage?: boolean }} Playing
 */

/** It stays for the pages that follow. */
const FULL = 'a full storage'

/** What is done to a browser before the script tag, by name; the last one is rare. @type {Record<string, string>} */
export const BREAKS = {
  'no IndexedDB': 'Object.defineProperty(globalThis, "indexedDB", { value: undefined })',
  'an IndexedDB that never opens': 'indexedDB.open = () => new EventTarget()',
  'an IndexedDB that is full': `IDBObjectStore.prototype.add = () => { throw new DOMException('full', 'QuotaExceededError') }`,
  'no locks': 'Object.defineProperty(navigator, "locks", { value: undefined })',
  'no CompressionStream': 'delete globalThis.CompressionStream',
  'a CompressionStream that never ends':
    'globalThis.CompressionStream = class { readable = new ReadableStream(); writable = new WritableStream() }',
  'frozen built-ins':
    'for (const one of [Array, Date, Error, EventTarget, JSON, Map, Object, Promise, Reflect, Set, String, WeakMap]) { Object.freeze(one); Object.freeze(one.prototype) }',
  'an Array without its functions':
    'for (const name of ["map", "filter", "some", "push", "flat", "at"]) delete Array.prototype[name]',
  'a toJSON of every text': 'String.prototype.toJSON = () => "no"',
  [FULL]: `for (let size = 1e6; size >= 1e3; size /= 10)
    try { for (;;) localStorage.setItem('page' + localStorage.length, 'x'.repeat(size)) } catch {}`,
}

/** Options of a page, by name; the last two are rare. @type {Record<string, import('./page.mjs').How>} */
const OPTIONS = {
  plain: {},
  release: { attributes: { 'data-release': 'shop@1' } },
  loader: { loader: readFileSync(join(root, 'dist', 'loader.min.js'), 'utf8') },
  tracing: { script: 'balefire-tracing.min.js', attributes: { 'data-traces-sample-rate': '1' } },
  prefetch: { attributes: { 'data-load': 'prefetch' } },
  idle: { attributes: { 'data-load': 'idle' } },
  sampled: { attributes: { 'data-sample-rate': '0.5', 'data-release': 'shop@1' } },
  frames: { after: 'Balefire.addEventProcessor((event) => event)' },
  slowHook: {
    after: 'Balefire.addEventProcessor((event) => new Promise((done) => setTimeout(() => done(event), 300)))',
  },
  choosyHook: {
    init: '{ dsn: DSN, release: "shop@1", beforeSend: (event) => /[27]\\.$/.test(event.exception?.values?.[0]?.value) ? null : event }',
  },
  large: {
    after: `addEventListener('error', () => Balefire.setExtra('large', Array.from({ length: 500 }, () => Math.random().toString(36).slice(2, 10)).join('')), true)`,
  },
  firstParty: { isFirstParty: true },
  notOffline: { attributes: { 'data-offline': 'false' } },
  noReports: { attributes: { 'data-send-client-reports': 'false' } },
}

/**
 * Pages that say nothing of some losses: what is not wanted, or wants a function of the page that takes its time, is not counted
 * where the page is left before the second stage has asked; and pages that keep nothing, or report nothing, were told so.
 */
const SILENT = ['sampled', 'choosyHook', 'slowHook', 'notOffline', 'noReports']

/** Faults, by name. A limit is short, so that a page outlives it. @type {Record<string, Omit<Rule, 'on'>>} */
const FAULTS = {
  503: { status: 503 },
  '429 for errors': { status: 429, headers: { 'x-sentry-rate-limits': '1:error:key' } },
  '429 for sessions': { status: 429, headers: { 'x-sentry-rate-limits': '1:session:key' } },
  '429 for all': { status: 429, headers: { 'retry-after': '1' } },
  413: { status: 413 },
  400: { status: 400 },
  403: { status: 403 },
  'reset before': { drop: 'before' },
  'reset after': { drop: 'after' },
  'cut answer': { drop: 'mid' },
  'late answer': { delay: 800 },
  'slow network': { pace: 30_000 },
  old: { isOld: true },
}

/** Faults of a file. @type {Record<string, Omit<Rule, 'on'>>} */
const FILE_FAULTS = {
  missing: { status: 404 },
  late: { delay: 1200 },
  'too late': { delay: 2600 },
  cut: { cut: 0.5 },
  reset: { drop: 'mid' },
  held: { hold: 'file' },
}

/** @type {Record<string, RegExp>} */
const FILES = { 'stage 2': STAGE_2, core: CORE_SCRIPT }

const ways = {
  thrown: 'fail',
  later: 'failLater',
  rejected: '(text) => void Promise.reject(new Error(text))',
  handled: '(text) => void Balefire.captureException(new Error(text))',
  message: '(text) => void Balefire.captureMessage(text)',
}

/** @param {Step} step @returns {Rule[]} */
const rulesOf = ({ on, fault, file, times, skip }) => [
  {
    on: file ? /** @type {RegExp} */ (FILES[file]) : on,
    times,
    skip,
    ...(file ? FILE_FAULTS : FAULTS)[fault],
  },
]

/** Goes to another page by a script of the page, and waits until it is there. @param {Playing} playing @param {string} act */
const navigate = async ({ visit: { evaluate } }, act) => {
  await evaluate(`globalThis.isOld = true; setTimeout(() => { ${act} })`)
  await eventually(
    () => evaluate('return !globalThis.isOld && document.readyState === "complete"').catch(() => false),
    'another page',
  )
}

/** Where the network is gone, no page can be opened. @param {Playing} playing */
const goOnline = async (playing) => {
  if (playing.isOffline) await playing.visit.setOffline(false)
  playing.isOffline = false
}

/** @param {Playing} playing @param {() => Promise<unknown>} act */
const leaving = async (playing, act) => {
  await goOnline(playing)
  const from = performance.now()
  await act()
  playing.navigations.push({ from, to: performance.now() })
}

/** A page of these options. @param {Visit} visit @param {Step} step @returns {import('./page.mjs').How} */
const howOf = (visit, { options = 'plain', before, early }) => {
  const how = OPTIONS[options] ?? {}
  const [text] = early ? visit.nextTexts(1) : []
  const tunnel = how.isFirstParty && { 'data-tunnel': `/first-party/api/${visit.projectId}/envelope/` }
  return {
    ...how,
    attributes: { ...how.attributes, ...tunnel },
    ...(before && { before: BREAKS[before] ?? '' }),
    after: `${how.after ?? ''}\n${
      text
        ? `if (performance.getEntriesByType('navigation')[0]?.type === 'navigate') fail(${JSON.stringify(text)})`
        : ''
    }`,
  }
}

/**
 * Whether the errors of a step may be lost without a word; notes the page that a step has opened.
 * @param {Playing} playing @param {Step} step
 */
export const isSilent = (playing, { step, options, before }) => {
  playing.isFull ||= before === FULL
  // A page that ends before the inline loader has the recorder has nobody to say it.
  const is = SILENT.includes(options ?? '') || (step === 'close' && options === 'loader')
  if (step === 'open') playing.isSilentPage = is
  return playing.isFull || is || playing.isSilentPage
}

/** @param {Random} random */
const drawPage = ({ of, oneIn }) => ({
  options: oneIn(3) ? 'plain' : of(Object.keys(OPTIONS).slice(0, oneIn(5) ? undefined : -2)),
  before: oneIn(4) ? of(Object.keys(BREAKS).slice(0, oneIn(5) ? undefined : -1)) : undefined,
  early: oneIn(3),
})

/**
 * Every kind of step: how often chance takes it, what else is drawn, and what it does. `needsPage` if it does so in a page
 * with the SDK.
 * @type {Record<string, {
 *   weight: number, draw?: (random: Random) => object, needsPage?: boolean,
 *   run: (playing: Playing, step: Step) => Promise<unknown>,
 * }>}
 */
export const STEPS = {
  open: {
    weight: 4,
    draw: drawPage,
    run: (playing, step) =>
      leaving(playing, async () => {
        await playing.visit.open(howOf(playing.visit, step))
        playing.isOpen = true
      }),
  },
  fail: {
    weight: 12,
    needsPage: true,
    draw: ({ of }) => ({ count: of([1, 1, 1, 2, 5, 20, 70]), way: of(Object.keys(ways)) }),
    run: ({ visit }, { count, way }) =>
      visit.evaluate(`${JSON.stringify(visit.nextTexts(count))}.forEach(${/** @type {any} */ (ways)[way]})`),
  },
  storm: {
    weight: 2,
    needsPage: true,
    draw: ({ of }) => ({ times: of([2, 30, 130, 300]) }),
    run: ({ visit }, { times }) => {
      const [text = ''] = visit.nextTexts(1)
      visit.thrown.set(text, times)
      return visit.evaluate(`storm(${JSON.stringify(text)}, ${times})`)
    },
  },
  failAndLeave: {
    weight: 3,
    needsPage: true,
    draw: ({ of }) => ({ count: of([1, 3, 20, 70]) }),
    run: (playing, { count }) =>
      leaving(playing, async () => {
        await playing.visit.failAndLeave(count)
        playing.isOpen = false
      }),
  },
  leave: {
    weight: 2,
    run: (playing) =>
      leaving(playing, async () => {
        await playing.visit.leave()
        playing.isOpen = false
      }),
  },
  reload: {
    weight: 2,
    needsPage: true,
    run: (playing) => leaving(playing, () => navigate(playing, 'location.reload()')),
  },
  back: {
    weight: 2,
    needsPage: true,
    run: (playing) =>
      leaving(playing, async () => {
        await playing.visit.leave()
        await navigate(playing, 'history.back()')
      }),
  },
  tab: {
    weight: 2,
    draw: (random) => ({ ...drawPage(random), count: random.of([1, 3, 20]) }),
    run: (playing, step) =>
      leaving(playing, async () => {
        const tab = await playing.visit.newTab().catch(() => undefined)
        if (!tab) return
        await tab.open(howOf(playing.visit, step))
        await tab.fail(step.count)
        await tab.leave()
        await tab.tab.close()
      }),
  },
  close: {
    weight: 2,
    draw: (random) => ({ ...drawPage(random), count: random.of([1, 3, 20]) }),
    run: (playing, step) =>
      leaving(playing, async () => {
        if (!playing.visit.tab.newTab) return
        await playing.visit.failAndClose(step.count, howOf(playing.visit, { ...step, early: false }))
        playing.isOpen = false
      }),
  },
  hide: { weight: 3, needsPage: true, run: ({ visit }) => visit.evaluate('hide()') },
  show: { weight: 3, needsPage: true, run: ({ visit }) => visit.evaluate('hide(false)') },
  offline: {
    weight: 1,
    needsPage: true,
    run: async (playing) => {
      playing.isOffline = Boolean(playing.visit.tab.setOffline)
      await playing.visit.setOffline(true)
    },
  },
  online: { weight: 1, run: goOnline },
  fault: {
    weight: 6,
    draw: ({ of, oneIn }) => ({
      ...(oneIn(3)
        ? { file: of(Object.keys(FILES)), fault: of(Object.keys(FILE_FAULTS)) }
        : { on: of(['envelope', 'envelope', 'batch', 'plain']), fault: of(Object.keys(FAULTS)) }),
      times: of([1, 1, 3, 1000]),
      skip: of([0, 0, 0, 1]),
    }),
    run: async ({ visit }, step) => visit.faults.use(rulesOf(step)),
  },
  noFault: {
    weight: 3,
    run: async ({ visit }) => {
      visit.faults.use([])
      visit.faults.release('file')
    },
  },
  flush: {
    weight: 3,
    needsPage: true,
    draw: ({ of }) => ({ ms: of([0, 100, 1000]) }),
    run: ({ visit }, { ms }) => visit.evaluate(`await Balefire.flush(${ms})`),
  },
  pause: {
    weight: 8,
    draw: ({ of }) => ({ ms: of([10, 60, 300, 700, 2500]) }),
    run: (_, { ms }) => pause(ms),
  },
  slow: {
    weight: 1,
    draw: ({ of }) => ({ rate: of([1, 6, 20]) }),
    run: async ({ visit }, { rate }) => visit.setSlowdown(rate),
  },
}
