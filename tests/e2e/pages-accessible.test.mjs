// @ts-check
// Every page that a link leads to: without findings of axe-core in both themes, languages and on a phone, small, no wider
// than its window, and in Chinese without a word of English.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { after, before, describe, test } from 'node:test'
import { actionLink } from './action_link.mjs'
import { fill, sentWords } from './filled.mjs'
import { open } from './harness.mjs'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
/** Largest page, in bytes. */
const LARGEST = 60_000
/** The narrowest field in which a value can be seen, in px. */
const LEAST_FIELD = 40
/** Most pages of one kind that are looked at: issues differ. */
const OF_A_KIND = 12
const MOST = 150

/** What the gate looks at: each value of a setting once. */
const SOME = /** @type {const} */ ([
  { locale: 'en-US', colorScheme: 'light', width: 1280 },
  { locale: 'zh-CN', colorScheme: 'dark', width: 360 },
])
/** Each value of one setting meets each of another: `PAGES=all`, as in `npm run matrix`. */
const ALL = /** @type {const} */ ([
  { locale: 'en-US', colorScheme: 'light', width: 1280 },
  { locale: 'en-US', colorScheme: 'dark', width: 360 },
  { locale: 'zh-CN', colorScheme: 'light', width: 360 },
  { locale: 'zh-CN', colorScheme: 'dark', width: 1280 },
])
const SETTINGS = process.env.PAGES === 'all' ? ALL : SOME

/** Where event data, code and names stand. */
const NOT_TEXT = `code, pre, kbd, script, style, textarea, [translate=no], [lang]:not(html), .title, .where, .value, .name,
  .op, .element, .platform, .project, .chip, .pairs, .crumbs td:not(.level), .spread h3, .facts dd, .frames .frame,
  .issue-head h1, .user`
/** Words that are the same in Chinese: units, names of metrics and of things of Sentry's and the web's. */
const SAME = new Set(
  `Balefire Sentry SDK DSN Span JSON URL URI ID UTC API HTTP IP SQL CSP wasm webhook DingTalk Python Rust Django npm
  Markdown curl LCP INP CLS FCP TTFB Largest Contentful Paint Interaction to Next Cumulative Layout Shift First Time Byte
  ms s min h d B KB MB GB KiB MiB GiB p K M x Cookie TOML PNG JPEG Cargo crate PyPI HTML User Agent
  Script ResizeObserver ChunkLoadError beforeSend error localhost GET healthz toml Internet Explorer Edge Chrome Firefox Safari Opera`.split(
    /\s+/,
  ),
)
/** Words of the pages that events have, too. */
const OURS = new Set(
  'error fatal warning info debug browser device release environment user default new'.split(' '),
)

/** @type {import('./harness.mjs').World} */
let world
/** The addresses of all pages, by what they show. @type {string[]} */
let pages
before(async () => {
  world = await open()
  await fill(world.proxy)
  pages = await walk()
})
after(() => world?.close())

/** The kind of page at an address: the path with its variable parts taken out, and the names of the parameters. */
function kindOf(/** @type {string} */ path) {
  const { pathname, searchParams } = new URL(path, 'http://a.test')
  const fixed = pathname.replace(/[^/]*(\d|%|:)[^/]*/g, '*').replace(/^\/releases\/\*\/.+/, '/releases/*/*/')
  const names = [...searchParams].map(([name, value]) =>
    name === 'project' ? '' : `${name}=${/^[a-z]+$/.test(value) ? value : '*'}`,
  )
  return `${fixed}?${names.filter(Boolean).slice(0, 1)}`
}

/** Follows all links from the start page. Pages of the demo and files are none of ours. */
async function walk() {
  const page = await world.newPage()
  const found = [
    '/',
    '/alerts/',
    '/dead-letters/',
    '/discarded/',
    '/?q=nothing+like+it',
    '/?q=',
    '/?change=1',
    '/?q=has%3A',
    '/issues/merge/',
    '/issues/merge/?issue=1&issue=2',
    '/issues/delete/?issue=1',
    '/issues/999999/',
    '/nothing/like/it/',
    '/performance/?range=none',
    actionLink(world.data, '1', 'mute-1h'),
    '/links/forged/',
  ]
  /** @type {Map<string, number>} */
  const kinds = new Map()
  for (let n = 0; n < found.length && found.length < MOST; n++) {
    const response = await page.goto(world.proxy.url + found[n])
    const type = response?.headers()['content-type'] ?? ''
    if (!type.startsWith('text/html')) continue
    const links = await page
      .locator('a[href^="/"]')
      .evaluateAll((all) => all.map((a) => a.getAttribute('href') ?? ''))
    for (const link of links.map((link) => link.split('#')[0] ?? '')) {
      if (
        /^\/(demo|language)\//.test(link) ||
        /\.(md|json|curl)$|\/(json|markdown|curl|download)\/?($|\?)|attachments/.test(link)
      )
        continue
      const kind = kindOf(link)
      const count = kinds.get(kind) ?? 0
      if (found.includes(link) || count >= (kind === '/issues/*/?' ? OF_A_KIND : 1)) continue
      kinds.set(kind, count + 1)
      found.push(link)
    }
  }
  return found
}

/** What axe-core finds on a page, in words. @param {import('playwright-core').Page} page @returns {Promise<string[]>} */
async function findings(page) {
  await page.evaluate(AXE)
  return page.evaluate(async () => {
    const { violations } = await /** @type {any} */ (globalThis).axe.run(document, {
      resultTypes: ['violations'],
      rules: { 'color-contrast-enhanced': { enabled: false } },
    })
    return violations.flatMap((/** @type {any} */ { id, nodes }) =>
      nodes.slice(0, 3).map((/** @type {any} */ node) => `${id}: ${node.target} ${node.html.slice(0, 160)}`),
    )
  })
}

/** Fields that are too narrow to be used, by their names. @param {import('playwright-core').Page} page */
const narrowFields = (page) =>
  page.evaluate((least) => {
    const isField = (/** @type {any} */ it) =>
      !['checkbox', 'radio', 'hidden'].includes(it.type) && it.checkVisibility()
    const fields = [...document.querySelectorAll('input, select, textarea')].filter(isField)
    return fields
      .filter((it) => it.getBoundingClientRect().width < least)
      .map((it) => `${it.getAttribute('name')} is ${it.getBoundingClientRect().width} px wide`)
  }, LEAST_FIELD)

/** The words of a page that are no Chinese. @param {import('playwright-core').Page} page */
async function englishWords(page) {
  const texts = await page.evaluate((notText) => {
    // Some pages have the name of what they show.
    const isNamed = document.querySelector('.issue-head, h1[translate=no]')
    /** @type {string[]} */
    const found = isNamed ? [] : [document.title]
    const all = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (all.nextNode()) {
      if (!all.currentNode.parentElement?.closest(notText)) found.push(all.currentNode.nodeValue ?? '')
    }
    for (const name of ['aria-label', 'placeholder', 'data-label', 'alt']) {
      for (const element of document.querySelectorAll(`[${name}]`)) {
        if (!element.closest(notText)) found.push(element.getAttribute(name) ?? '')
      }
    }
    return found
  }, NOT_TEXT)
  const isOdd = (/** @type {string} */ word) => !SAME.has(word) && (OURS.has(word) || !sentWords.has(word))
  return texts.flatMap((text) => {
    const odd = (text.match(/[A-Za-z]+/g) ?? []).filter(isOdd)
    return odd.length > 0 ? [`${odd.join(' ')} in ${JSON.stringify(text.trim().slice(0, 120))}`] : []
  })
}

describe('every page', () => {
  for (const { locale, colorScheme, width } of SETTINGS) {
    test(`in ${locale}, ${colorScheme}, ${width} px wide`, async (t) => {
      const page = await world.newPage({ locale, colorScheme, viewport: { width, height: 800 } })
      for (const path of pages) {
        await t.test(path, async () => {
          const response = await page.goto(world.proxy.url + path)
          const body = (await response?.body())?.length ?? 0
          const wide = await page.evaluate(() => document.documentElement.scrollWidth)
          const trouble = [...(await findings(page)), ...(await narrowFields(page))]
          if (body > LARGEST) trouble.push(`${body} bytes`)
          if (wide > width) trouble.push(`${wide} px wide`)
          if (locale === 'zh-CN') trouble.push(...(await englishWords(page)))
          assert.deepEqual(trouble, [])
        })
      }
    })
  }

  test('of all kinds is among them', () => {
    for (const kind of [
      /^\/feedback\/$/,
      /^\/alerts\/silences\/$/,
      /^\/alerts\/rules\/$/,
      /^\/alerts\/rules\/[^/]+\/$/,
      /^\/links\/1\.mute/,
      /^\/projects\/$/,
      /^\/projects\/[^/]+\/settings\/$/,
      /^\/projects\/[^/]+\/keys\/$/,
      /^\/issues\/\d+\/tags\//,
      /^\/issues\/\d+\/users\/$/,
      /^\/issues\/\d+\/$/,
      /^\/issues\/\d+\/events\/$/,
      /^\/issues\/\d+\/events\/[0-9a-f]{32}\/$/,
      /^\/performance\/pageloads\//,
      /^\/performance\/segment\//,
      /^\/performance\/compare\//,
      /^\/performance\/transactions\//,
      /^\/releases\/\d+\//,
    ]) {
      assert.ok(
        pages.some((path) => kind.test(path)),
        `${kind} in ${pages.join(' ')}`,
      )
    }
  })
})

test('the choice of a language stays', async () => {
  const page = await world.newPage({ locale: 'en-US' })
  await page.goto(`${world.proxy.url}/alerts/?a=b`)
  await page.getByRole('link', { name: '中文' }).click()
  assert.equal(page.url(), `${world.proxy.url}/alerts/?a=b`)
  assert.equal(await page.locator('h1').textContent(), '告警')
  await page.goto(`${world.proxy.url}/`)
  assert.equal(await page.locator('html').getAttribute('lang'), 'zh-CN')
})
