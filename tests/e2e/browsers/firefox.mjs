// @ts-check
// Firefox, by puppeteer-core over WebDriver BiDi: playwright drives only a Firefox that it patched itself.
import puppeteer from 'puppeteer-core'
import { findFirefox } from '../../../scripts/browsers.mjs'

/** @returns {Promise<import('./every.mjs').Browser>} */
export async function launch() {
  const executablePath = findFirefox()
  if (!executablePath) throw new Error('Firefox is missing: node scripts/setup.mjs test')
  const browser = await puppeteer.launch({ browser: 'firefox', executablePath, headless: true })
  return {
    name: 'firefox',
    // "firefox/153.7.0"
    version: (await browser.version()).replace(/^.*\//, ''),
    async newPage() {
      const context = await browser.createBrowserContext()
      return tab(context, await context.newPage(), () => context.close())
    },
    close: () => browser.close(),
  }
}

/**
 * @param {import('puppeteer-core').BrowserContext} context
 * @param {import('puppeteer-core').Page} page
 * @param {() => Promise<void>} close
 * @returns {import('./every.mjs').Page}
 */
const tab = (context, page, close) => ({
  goto: async (url) => void (await page.goto(url)),
  evaluate: (source) => page.evaluate(`(async () => { ${source}\n})()`),
  click: (selector) => page.click(selector),
  type: (selector, text) => page.type(selector, text),
  async newTab() {
    const other = await context.newPage()
    return tab(context, other, () => other.close())
  },
  setOffline: (isOffline) => page.setOfflineMode(isOffline),
  close,
})
