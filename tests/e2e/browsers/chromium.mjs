// @ts-check
// Chromium, by playwright-core.
import { chromium } from 'playwright-core'
import { findChromium } from '../../../scripts/tools.mjs'
import { ARGS } from '../browser.mjs'

/** @returns {Promise<import('./every.mjs').Browser>} */
export async function launch() {
  const executablePath = findChromium()
  if (!executablePath) throw new Error('Chromium is missing: node scripts/setup.mjs test')
  const browser = await chromium.launch({ executablePath, args: ARGS })
  return {
    name: 'chromium',
    version: browser.version(),
    async newPage() {
      const context = await browser.newContext({ locale: 'en-US' })
      const page = await context.newPage()
      return {
        goto: async (url) => void (await page.goto(url)),
        evaluate: (source) => page.evaluate(`(async () => { ${source}\n})()`),
        click: (selector) => page.click(selector),
        type: (selector, text) => page.locator(selector).pressSequentially(text),
        close: () => context.close(),
      }
    },
    close: () => browser.close(),
  }
}
