// @ts-check
// Our web vitals beside those of the package web-vitals, on the same pages at the same time. `npm run matrix` sets the
// variable VITALS to `all`; without it one page of each kind is opened.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { launch } from '../vitals/browsers.mjs'
import { bundles } from '../vitals/bundles.mjs'
import { CASES } from '../vitals/cases.mjs'
import { countCompared, differences } from '../vitals/compare.mjs'
import { BROKEN_CASES } from '../vitals/pages/broken.mjs'
import { runCase, STARTS } from '../vitals/run_case.mjs'
import { startVitalsSite } from '../vitals/site.mjs'

const isAll = process.env.VITALS === 'all'
const cases = CASES.filter(({ isBrief }) => isAll || isBrief)
const starts = isAll ? STARTS : STARTS.slice(-1)

/** @type {Awaited<ReturnType<typeof startVitalsSite>>} */
let site

before(async () => {
  site = await startVitalsSite(await bundles(), [...CASES, ...BROKEN_CASES])
})
after(() => site?.close())

for (const name of /** @type {const} */ (['chromium', 'firefox', 'webkit'])) {
  test(name, async (t) => {
    const browser = await launch(name)
    try {
      const able = cases.filter(({ browsers = ['chromium'] }) => browsers.includes(name))
      assert.ok(able.length > 0)
      for (const [at, each] of able.entries()) {
        for (const start of starts) {
          await t.test(`${each.name}, started ${start}`, async () => {
            const said = await runCase(browser, site, each, start, `${name}-${start}-${at}`)
            assert.ok(countCompared(said) > 0, 'web-vitals said nothing')
            assert.deepEqual(differences(said, each.isOfValues), [])
          })
        }
      }
    } finally {
      await browser.close()
    }
  })
}

test('pages that have replaced what vitals need see no error of ours', async (t) => {
  const browser = await launch('chromium')
  try {
    for (const [at, each] of (isAll ? BROKEN_CASES : BROKEN_CASES.slice(0, 3)).entries()) {
      await t.test(each.name, async () => {
        const { errors, ours } = await runCase(browser, site, each, 'late', `broken-${at}`)
        assert.deepEqual(errors, [])
        assert.deepEqual([...new Set(ours.map(({ name }) => name))].sort(), each.left)
      })
    }
  } finally {
    await browser.close()
  }
})
