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
      const page = await context.newPage()
      return {
        goto: async (url) => void (await page.goto(url)),
        evaluate: (source) => page.evaluate(`(async () => { ${source}\n})()`),
        click: (selector) => page.click(selector),
        type: (selector, text) => page.type(selector, text),
        close: () => context.close(),
      }
    },
    close: () => browser.close(),
  }
}
