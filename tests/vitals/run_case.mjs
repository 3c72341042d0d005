// @ts-check
// One page in one browser: opened, acted on, left, and what both said.
import { setTimeout as pause } from 'node:timers/promises'
import { eventually } from '../e2e/eventually.mjs'
import { openUnattended } from './browsers.mjs'

/** How long a page stays open, in ms, unless a case tells otherwise. */
const STAY = 350

/** When ours starts: with the page, or as its file does, after the load. */
export const STARTS = /** @type {const} */ (['early', 'late'])

/**
 * @param {{ newPage(): Promise<import('./browsers.mjs').Driver> }} browser
 * @param {Awaited<ReturnType<typeof import('./site.mjs').startVitalsSite>>} site
 * @param {import('./cases.mjs').Case} each
 * @param {typeof STARTS[number]} start
 * @param {string} id of this run
 */
export async function runCase(browser, site, each, start, id) {
  const url = `${site.url}/${encodeURIComponent(each.name)}?start=${start}&case=${id}&${each.query ?? ''}`
  if (each.isPrerendered) return runPrerendered(site, url, id)
  const driver = await browser.newPage()
  try {
    const blank = `${site.url}/blank`
    const started = () =>
      eventually(
        () =>
          driver.evaluate('return document.documentElement.dataset.started !== undefined').catch(() => false),
        'the start of the vitals',
      )
    const actor = { ...driver, pause: (/** @type {number} */ ms) => pause(ms), started, blank }
    if (each.isEarly && driver.page) await driver.page.goto(url, { waitUntil: 'commit' })
    else await driver.goto(url)
    if (!each.isEarly) await started()
    await each.act?.(actor)
    await started()
    await pause(each.wait ?? STAY)
    site.said.delete(id)
    await driver.goto(blank)
    await eventually(() => site.said.has(id), `the values of ${each.name}`)
    return /** @type {import('./site.mjs').Said} */ (site.said.get(id))
  } finally {
    await driver.close()
  }
}

/** Opens a page that was loaded ahead, and leaves by itself. @param {Awaited<ReturnType<typeof import('./site.mjs').startVitalsSite>>} site @param {string} url @param {string} id */
async function runPrerendered(site, url, id) {
  const close = openUnattended(`${site.url}/opener?to=${encodeURIComponent(url)}`)
  try {
    await eventually(() => site.said.has(id), 'the values of a prerendered page')
    return /** @type {import('./site.mjs').Said} */ (site.said.get(id))
  } finally {
    await close()
  }
}
