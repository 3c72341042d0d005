// @ts-check
// Every case of tests/e2e/cases/ in Chromium and Firefox, and some in WebKitGTK. CASE=word runs those with the word in
// their names.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { launchers } from './browsers/every.mjs'
import { sdkFiles } from './built.mjs'
import { cases, filesOf } from './cases.mjs'
import { eventually } from './eventually.mjs'
import { startIngest } from './ingest.mjs'
import { differences, differencesOfSet } from './matches.mjs'
import { startSite } from './site.mjs'

/** Longest time from opening a page until it is done, in ms: only a failing case gets there. */
const PATIENCE = 10_000

/** A page, and what came of it. @typedef {{ told: any, complaints: string[], items: any[], otherItems: any[] }} Outcome */

async function openWorld() {
  const ingest = await startIngest()
  const site = await startSite({
    ...sdkFiles(),
    '/elsewhere': 'another page',
    '/broken': { body: 'no', status: 503 },
    '/ok': 'fine',
  })
  // Each page has a project of its own, so that nothing of one gets into another, and a second one beside it.
  let project = 1
  return {
    /** @param {import('./cases.mjs').Case} subject @param {import('./browsers/every.mjs').Page} page @returns {Promise<Outcome>} */
    async open(subject, page) {
      project += 2
      const [own, other] = [project, project + 1]
      const folder = `/${own}/`
      const files = filesOf(subject, {
        DSN: `http://key@${ingest.host}/${own}`,
        OTHER_DSN: `http://other@${ingest.host}/${other}`,
        OTHER_SITE: `${site.url.replace('localhost', '127.0.0.1')}${folder}`,
        ARRIVED: `http://${ingest.host}/api/${own}/arrived/`,
      })
      for (const [path, file] of Object.entries(files)) site.files[folder + path] = file
      const { clicks = [], types = [], leaves } = subject.how
      await page.goto(`${site.url}${folder}`)
      for (const selector of clicks) await page.click(selector)
      for (const [selector, text] of types) await page.type(selector, text)
      const late = pause(PATIENCE, undefined, { ref: false })
      const finished = page.evaluate('return await finished')
      const { told, complaints } = (await Promise.race([finished, late])) ?? assert.fail('not done')
      if (leaves) {
        const before = ingest.of(own).length
        await page.goto(`${site.url}/elsewhere`)
        await eventually(() => ingest.of(own).length > before, 'what is sent when a page is left', PATIENCE)
      }
      return { told, complaints, items: ingest.of(own), otherItems: ingest.of(other) }
    },
    async close() {
      await site.close()
      await ingest.close()
    },
  }
}

/** @param {Outcome} outcome @param {import('./cases.mjs').Expected} expected */
function check(outcome, { items = [], otherItems = [], told, complaints = [] }) {
  const found = [
    ...differencesOfSet(outcome.items, items),
    ...differencesOfSet(outcome.otherItems, otherItems).map((text) => `other: ${text}`),
    ...differences(outcome.complaints, complaints, 'complaints'),
    ...(told === undefined ? [] : differences(outcome.told, told, 'told')),
  ]
  assert.ok(found.length === 0, `${found.join('\n')}\nAll that came: ${JSON.stringify(outcome, null, 1)}`)
}

const wanted = cases().filter(({ name }) => name.includes(process.env.CASE ?? ''))

for (const [name, launch] of Object.entries(launchers)) {
  test(name, async (t) => {
    const world = await openWorld()
    t.after(world.close)
    const browser = await launch()
    t.after(browser.close)
    /** One page for all cases, one after the other: to open one takes longer than most cases. */
    let page = await browser.newPage()
    for (const subject of wanted) {
      const { only, smoke, todo } = subject.how
      if (only ? !only.includes(name) : name === 'webkit' && !smoke) continue
      await t.test(subject.name, todo ? { todo } : {}, async () => {
        try {
          check(await world.open(subject, page), subject.expected(name))
        } catch (error) {
          // Whatever state it is in, the next case begins with a fresh one.
          await page.close()
          page = await browser.newPage()
          throw error
        }
      })
    }
  })
}
