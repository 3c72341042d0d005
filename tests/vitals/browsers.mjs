// @ts-check
// The browsers, with what these pages need on top of tests/e2e/browsers: a mouse, the history, prerendering.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { CHROMIUM_ARGS } from '../../scripts/browsers.mjs'
import { findChromium } from '../../scripts/tools.mjs'
import { launchers } from '../e2e/browsers/every.mjs'

/**
 * @typedef {object} Driver
 * @property {(url: string) => Promise<void>} goto
 * @property {(source: string) => Promise<any>} evaluate
 * @property {(selector: string) => Promise<void>} click
 * @property {(selector: string, text: string) => Promise<void>} type
 * @property {import('playwright-core').Page} [page] Chromium alone
 * @property {() => Promise<void>} close
 */

/** Playwright turns off what pages of visitors have. */
const WANTED = ['--disable-back-forward-cache']

async function launchChromium() {
  const browser = await chromium.launch({
    executablePath: /** @type {string} */ (findChromium()),
    args: CHROMIUM_ARGS,
    ignoreDefaultArgs: WANTED,
  })
  return {
    async newPage() {
      const context = await browser.newContext({ viewport: { width: 1000, height: 700 } })
      const page = await context.newPage()
      return {
        page,
        goto: async (/** @type {string} */ url) => void (await page.goto(url)),
        evaluate: (/** @type {string} */ source) => page.evaluate(`(async () => { ${source}\n})()`),
        click: (/** @type {string} */ selector) => page.click(selector),
        type: (/** @type {string} */ selector, /** @type {string} */ text) =>
          page.locator(selector).pressSequentially(text),
        close: () => context.close(),
      }
    },
    close: () => browser.close(),
  }
}

/** @param {'chromium' | 'firefox' | 'webkit'} name @returns {Promise<{ newPage(): Promise<Driver>, close(): Promise<void> }>} */
export const launch = (name) => (name === 'chromium' ? launchChromium() : launchers[name]())

/**
 * Opens a page in a Chromium that nobody drives: one that is driven loads no page ahead. The page has to do everything
 * by itself.
 * @param {string} url
 */
export function openUnattended(url) {
  const profile = mkdtempSync(join(tmpdir(), 'balefire-vitals-'))
  // With a port it stays open.
  const args = [...CHROMIUM_ARGS, `--user-data-dir=${profile}`, '--remote-debugging-port=0', url]
  const child = spawn(/** @type {string} */ (findChromium()), args, { stdio: 'ignore', detached: true })
  const end = () => {
    try {
      // Its own process group: Chromium has many processes.
      if (child.pid) process.kill(-child.pid, 'SIGKILL')
    } catch {}
  }
  process.once('exit', end)
  const ended = new Promise((done) => child.once('close', done).once('error', done))
  return async () => {
    end()
    await ended
    process.off('exit', end)
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  }
}
