// @ts-check
// Visits by chance behind failing servers and networks, each told by a seed. The gate plays three in Chromium; FAULTS_SEED is
// the first of others, FAULTS_RUNS how many follow each other, FAULTS_BROWSER who opens the pages
// (`npm run matrix -- chance`). A seed that fails is shortened to the steps that it needs, unless FAULTS_WHOLE is set.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { launchers } from './browsers/every.mjs'
import { play, sequence, shrunk } from './faults/chance.mjs'
import { ENV } from './faults/run.mjs'
import { startProxy } from './proxy.mjs'

const { FAULTS_SEED, FAULTS_RUNS = '1', FAULTS_BROWSER = 'chromium', FAULTS_WHOLE } = process.env

/** Short ones, with much in them. */
const QUICK = [1741, 2093, 2412]
const seeds = FAULTS_SEED
  ? Array.from({ length: Number(FAULTS_RUNS) }, (_, at) => Number(FAULTS_SEED) + at)
  : QUICK

/** Visits at once: most of the time of each is waiting. To Firefox all tabs but one are in the background, where it is slow. */
const AT_ONCE = FAULTS_BROWSER === 'chromium' ? Math.min(4, seeds.length) : 1

/** @type {Record<string, () => Promise<import('./browsers/every.mjs').Browser>>} */
const all = launchers

test(`visits by chance in ${FAULTS_BROWSER}`, { concurrency: true }, async (t) => {
  const browser = await all[FAULTS_BROWSER]?.()
  if (!browser) throw new Error(`no browser is called ${FAULTS_BROWSER}`)
  t.after(browser.close)

  /** Plays the seeds that are left, one after the other. A server counts the losses of all its pages, so each has its own. */
  const playAll = async () => {
    const data = mkdtempSync(join(tmpdir(), 'balefire-chance-'))
    t.after(() => rmSync(data, { recursive: true, force: true }))
    const proxy = await startProxy({ data, env: ENV })
    t.after(() => proxy.stop())
    let plays = 0
    const run = (/** @type {import('./faults/steps.mjs').Step[]} */ steps) =>
      play({ proxy, browser }, steps, `visit-${++plays}`)
    for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
      const steps = sequence(seed)
      await t.test(`FAULTS_SEED=${seed}`, async () => {
        await run(steps).catch(async (error) => {
          if (FAULTS_WHOLE) throw error
          const shortest = await shrunk(steps, (shorter) =>
            run(shorter).then(
              () => false,
              () => true,
            ),
          )
          const lines = shortest.map((step) => JSON.stringify(step)).join('\n')
          throw new Error(`FAULTS_SEED=${seed}, of which is enough:\n${lines}\n${error.message}`, {
            cause: error,
          })
        })
      })
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, playAll))
})
