// @ts-check
// One round: a number of page loads that are left in one way, and what arrived of them.
import { setTimeout as pause } from 'node:timers/promises'
import { STAGE_2 } from '../../tests/e2e/faults/cases/files.mjs'
import { acknowledged, posted, reader } from '../../tests/e2e/faults/ledger.mjs'
import { startFaults } from '../../tests/e2e/faults/server.mjs'
import { DONE, lastPage, leftPage, nextPage, openingPage, textOf } from './pages.mjs'

/** Longest time of a page load, in ms: a round that is not done by then is told as it stands. */
const PER_LOAD = 3000
/** Longest time in which the last events have to arrive and to be stored, in ms. */
const AFTERWARDS = 20_000
const BEAT = 100

/**
 * @typedef {{ browser: string, cache: string, way: string, answer: number, loads: number }} Cell
 * @typedef {Cell & { full: number, brief: number, kept: number, lost: number, twice: number }} Result `full` and
 *   `brief`: sent by the page that was left; `kept`: by a later one
 */

/**
 * @param {{ proxy: import('../../tests/e2e/proxy.mjs').Proxy, browser: import('../../tests/e2e/browsers/every.mjs').Browser }} world
 * @param {Cell} cell
 * @param {string} round
 * @returns {Promise<Result>}
 */
export async function leave({ proxy, browser }, cell, round) {
  const { key, id } = await proxy.newProject(round)
  const isCached = cell.cache === 'cached'
  const faults = await startFaults({
    upstream: proxy.url,
    rules: [
      { on: 'envelope', delay: cell.answer },
      { on: STAGE_2, delay: cell.answer, headers: isCached ? {} : { 'cache-control': 'no-store' } },
    ],
  })
  const page = await browser.newPage()
  try {
    const about = { sdk: faults.url, dsn: `http://${key}@${faults.host}/${id}`, round, way: cell.way }
    const [back, next, count] = [`${faults.site}/left`, `${faults.site}/next`, cell.loads]
    faults.pages['/last'] = { body: lastPage(about) }
    faults.pages['/left'] = { body: leftPage({ ...about, next }) }
    faults.pages['/next'] = { body: nextPage({ back, count }), delay: cell.answer }
    faults.pages['/open'] = { body: openingPage({ back, count }) }
    if (isCached) await warm(page, faults)
    await page.goto(cell.way === 'tab closed' ? `${faults.site}/open` : `${back}?n=0`)
    await untilDone(page, count)
    const before = await stored(proxy, round, faults, count, false)
    await page.goto(`${faults.site}/last`)
    const after = await stored(proxy, round, faults, count, true)
    return { ...cell, ...sum(before, after, round, count) }
  } finally {
    await page.close()
    await faults.close()
  }
}

/** Brings the files into the cache. @param {import('../../tests/e2e/browsers/every.mjs').Page} page @param {Awaited<ReturnType<typeof startFaults>>} faults */
async function warm(page, faults) {
  await page.goto(`${faults.site}/last`)
  await page.evaluate(`Balefire.captureMessage('warm'); return await Balefire.flush(5000)`)
}

/** @param {import('../../tests/e2e/browsers/every.mjs').Page} page @param {number} count */
async function untilDone(page, count) {
  const end = performance.now() + count * PER_LOAD
  while (performance.now() < end) {
    // While a page is left there is no document to ask.
    const title = await page.evaluate('return document.title').catch(() => '')
    if (title === DONE) return
    await pause(BEAT)
  }
}

/**
 * The events that the server has stored, as soon as nothing more comes.
 * @param {import('../../tests/e2e/proxy.mjs').Proxy} proxy
 * @param {string} round
 * @param {Awaited<ReturnType<typeof startFaults>>} faults
 * @param {number} count
 * @param {boolean} isPatient whether to wait for all
 */
async function stored(proxy, round, faults, count, isPatient) {
  const end = performance.now() + AFTERWARDS
  const { counted } = reader(proxy, round)
  for (;;) {
    await pause(10 * BEAT)
    const known = acknowledged(faults.posts)
    const isAll = known.length >= count || !isPatient
    const isStored = (await counted()) >= known.reduce((total, { times }) => total + times, 0)
    if ((faults.isIdle() && isAll && isStored) || performance.now() > end) {
      const full = new Set(posted(faults.posts, ({ json }) => json.contexts).map(({ id }) => id))
      return known.map((event) => ({ ...event, isFull: full.has(event.id) }))
    }
  }
}

/** @typedef {{ id: string, text: string, isFull: boolean }} Stored */

/** @param {Stored[]} before @param {Stored[]} after @param {string} round @param {number} count */
function sum(before, after, round, count) {
  const texts = Array.from({ length: count }, (_, n) => textOf(round, 0).replace('0', String(n)))
  const of = (/** @type {Stored[]} */ list, /** @type {string} */ text) =>
    list.filter((event) => event.text === text)
  const there = texts.filter((text) => of(before, text).length > 0)
  const full = there.filter((text) => of(before, text).some(({ isFull }) => isFull)).length
  const later = texts.filter((text) => of(after, text).length > 0).length
  return {
    full,
    brief: there.length - full,
    kept: later - there.length,
    lost: count - later,
    twice: texts.filter((text) => of(after, text).length > 1).length,
  }
}
