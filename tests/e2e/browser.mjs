// @ts-check
// Chromium, and pages that remember what they complained about.
import { chromium } from 'playwright-core'
import { CHROMIUM_ARGS } from '../../scripts/browsers.mjs'
import { findChromium } from '../../scripts/tools.mjs'

/** @typedef {import('playwright-core').Page} Page */

export async function startBrowser() {
  const executablePath = findChromium()
  if (!executablePath) throw new Error('Chromium is missing: node scripts/setup.mjs test')
  const browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGS })
  return {
    /**
     * A page in a context of its own.
     * @param {import('playwright-core').BrowserContextOptions} [options]
     * @returns {Promise<Page & { complaints: string[] }>}
     */
    async newPage(options = {}) {
      const context = await browser.newContext({ locale: 'en-US', ...options })
      const page = await context.newPage()
      /** @type {string[]} */
      const complaints = []
      // Balefire speaks under its name; the console's own place says nothing, as Balefire wraps the console.
      page.on('console', (message) => {
        if (message.text().startsWith('balefire:')) complaints.push(message.text())
      })
      page.on('pageerror', ({ stack = '' }) => {
        if (
          /^\s+at .*\/balefire(\.min)?\.js/.test(stack.split('\n').find((line) => /^\s+at /.test(line)) ?? '')
        ) {
          complaints.push(stack)
        }
      })
      return Object.assign(page, { complaints })
    },
    close: () => browser.close(),
  }
}
