// @ts-check
// Chromium, by playwright-core.
import { chromium } from 'playwright-core'
import { CHROMIUM_ARGS } from '../../../scripts/browsers.mjs'
import { findChromium } from '../../../scripts/tools.mjs'

/** @returns {Promise<import('./every.mjs').Browser>} */
export async function launch() {
  const executablePath = findChromium()
  if (!executablePath) throw new Error('Chromium is missing: node scripts/setup.mjs test')
  const browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGS })
  return {
    name: 'chromium',
    version: browser.version(),
    async newPage() {
      const context = await browser.newContext({ locale: 'en-US' })
      return tab(context, await context.newPage(), () => context.close())
    },
    close: () => browser.close(),
  }
}

/**
 * @param {import('playwright-core').BrowserContext} context
 * @param {import('playwright-core').Page} page
 * @param {() => Promise<void>} close
 * @returns {import('./every.mjs').Page}
 */
const tab = (context, page, close) => ({
  goto: async (url) => void (await page.goto(url)),
  evaluate: (source) => page.evaluate(`(async () => { ${source}\n})()`),
  click: (selector) => page.click(selector),
  type: (selector, text) => page.locator(selector).pressSequentially(text),
  async newTab() {
    const other = await context.newPage()
    return tab(context, other, () => other.close())
  },
  setOffline: (isOffline) => context.setOffline(isOffline),
  async setSlowdown(rate) {
    const session = await context.newCDPSession(page)
    await session.send('Emulation.setCPUThrottlingRate', { rate })
  },
  close,
})
