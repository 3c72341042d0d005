// @ts-check
// Runs cases of a table in one browser: each in a project, an origin's storage and a fault server of its own, with one
// balefire-proxy for all.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { launchers } from '../browsers/every.mjs'
import { startProxy } from '../proxy.mjs'
import { openVisit } from './visit.mjs'

/**
 * A case. Unless it says otherwise, each error that the page throws must be stored once, and nothing is counted as lost
 * or left in the page's storage.
 * @typedef {object} Case
 * @property {string} name a sentence: what happens, and what comes of it
 * @property {import('./rules.mjs').Rule[]} [rules] faults from the start
 * @property {(visit: import('./visit.mjs').Visit) => Promise<unknown>} run
 * @property {(visit: import('./visit.mjs').Visit) => unknown} [check] after the account has come out even
 * @property {Record<string, number> | 'any'} [losses] of errors, by reason; `any`: how many does not matter
 * @property {number | 'any'} [kept] events in the storage in the end
 * @property {boolean} [isLate] what was thrown is sent only when the page is left
 * @property {boolean} [isQuick] one of those that the gate runs
 * @property {boolean} [isSmoke] runs in WebKitGTK, too
 * @property {string[]} [only] browsers that can do it
 * @property {string} [todo] why it fails today: it is run, and may
 */

/** No limit of the server's own is to be met by accident. */
export const ENV = { BALEFIRE_LIMITS__QUEUE: '5000' }

/** @param {Case[]} cases @param {{ isWhole: boolean, word?: string }} wanted */
export function runCases(cases, { isWhole, word = '' }) {
  for (const [name, launch] of Object.entries(launchers)) {
    test(name, async (t) => {
      const data = mkdtempSync(join(tmpdir(), 'balefire-faults-'))
      t.after(() => rmSync(data, { recursive: true, force: true }))
      const proxy = await startProxy({ data, env: ENV })
      t.after(() => proxy.stop())
      const browser = await launch()
      t.after(browser.close)
      for (const [at, subject] of cases.entries()) {
        const { only, isSmoke, isQuick, todo } = subject
        if (only && !only.includes(name)) continue
        if (name === 'webkit' && !isSmoke) continue
        if (!(isWhole || isQuick) || !new RegExp(word).test(subject.name)) continue
        await t.test(subject.name, todo ? { todo } : {}, () =>
          runCase({ proxy, browser }, subject, `case-${at + 1}`),
        )
      }
    })
  }
}

/** @param {Parameters<typeof openVisit>[0]} world @param {Case} subject @param {string} project */
async function runCase(world, { rules, run, check, losses, kept = 0, isLate }, project) {
  const visit = await openVisit(world, project, rules)
  try {
    await run(visit)
    // Losses are told when the page is left.
    if (!losses && !kept && !isLate) await visit.settle()
    await visit.leave()
    await visit.settle({ mayKeep: true })
    const left = await visit.kept()
    if (kept !== 'any')
      assert.equal(left.events.length, kept, `kept: ${left.found.map((/** @type {any} */ { name }) => name)}`)
    if (losses !== 'any') assert.deepEqual(visit.losses(), losses ?? {})
    await check?.(visit)
    // A fault that has met nothing says nothing of the page.
    assert.deepEqual(visit.faults.unusedRules(), [])
  } finally {
    await visit.close()
  }
}
