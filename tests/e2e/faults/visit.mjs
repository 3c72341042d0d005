// @ts-check
// What a case can do: open pages, let them fail, leave them, and look at what came of it.
import { eventually } from '../eventually.mjs'
import { discrepancies } from './account.mjs'
import {
  acknowledged,
  keptEvents,
  losses,
  posted,
  reader,
  refusedByFault,
  uncounted,
  unheard,
} from './ledger.mjs'
import { DUMP, pageFile } from './page.mjs'
import { FIRST_PARTY, startFaults } from './server.mjs'

/** @typedef {import('./page.mjs').How} How */
/** @typedef {Awaited<ReturnType<typeof openVisit>>} Visit */

/** Time in which an account has to come out even, in ms: the longest back-off of a page is within it. */
const PATIENCE = 30_000

/**
 * @param {object} world
 * @param {import('../proxy.mjs').Proxy} world.proxy
 * @param {import('../browsers/every.mjs').Browser} world.browser
 * @param {string} project a name of its own
 * @param {import('./rules.mjs').Rule[]} [rules]
 */
export async function openVisit({ proxy, browser }, project, rules = []) {
  const faults = await startFaults({ upstream: proxy.url, rules })
  const before = await uncounted(proxy)
  const read = reader(proxy, project)
  /** @type {Map<string, number>} */
  const thrown = new Map()
  let texts = 0
  let pages = 0
  const main = await browser.newPage()
  const own = await proxy.newProject(project)
  const another = await proxy.newProject(`${project}-other`)
  /** POSTs to the project of the case. */
  const posts = () => faults.posts.filter(({ path }) => path.includes(`/api/${own.id}/`))

  /** Texts of the next errors, each of them new. @param {number} count */
  const nextTexts = (count) => {
    const all = Array.from({ length: count }, () => `${project} fails ${++texts}.`)
    for (const text of all) thrown.set(text, 1)
    return all
  }

  /** @param {How} how */
  const addressOf = (how) => {
    const { key, id } = how.isOtherProject ? another : own
    const base = how.isFirstParty ? `${faults.site}${FIRST_PARTY}` : faults.url
    const path = `/page-${++pages}`
    faults.pages[path] = pageFile(base, `http://${key}@${faults.host}/${id}`, how)
    return `${faults.site}${path}`
  }
  faults.pages['/elsewhere'] = { body: '<!doctype html><title>Elsewhere</title>another page' }

  /** @param {import('../browsers/every.mjs').Page} tab */
  const inTab = (tab) => ({
    tab,
    /** Opens a page with the SDK. @param {How} [how] */
    open: (how = {}) => tab.goto(addressOf(how)),
    evaluate: tab.evaluate,
    /** Errors that the page reports at once, one after the other. @param {number} [count] */
    async fail(count = 1, more = '{}') {
      await tab.evaluate(`for (const text of ${JSON.stringify(nextTexts(count))}) fail(text, ${more})`)
    },
    /** Goes to another page of the origin, which has no SDK. */
    leave: () => tab.goto(`${faults.site}/elsewhere`),
    /** Errors, and the page is left in the same task. @param {number} count */
    async failAndLeave(count, more = '{}') {
      const all = JSON.stringify(nextTexts(count))
      await tab.evaluate(
        `setTimeout(() => { for (const text of ${all}) fail(text, ${more}); location.href = '/elsewhere' })`,
      )
      await eventually(
        () =>
          tab.evaluate('return document.title').then(
            (title) => title === 'Elsewhere',
            () => false,
          ),
        'the other page',
      )
    },
    flush: () => tab.evaluate('return await Balefire.flush(5000)'),
    /** Waits until nothing is kept: the page has sent what it found, and has told the losses. */
    emptied: () =>
      eventually(
        () => tab.evaluate('return !Object.keys(localStorage).some((name) => name.startsWith("balefire"))'),
        'nothing is kept any more',
      ),
  })

  const kept = async () => {
    await main.goto(`${faults.site}/elsewhere`)
    const found = await main.evaluate(DUMP)
    return { found, events: keptEvents(withoutBytes(found)) }
  }

  const ledger = async (/** @type {import('./account.mjs').Event[]} */ keptNow) => {
    const { reported, refused } = await uncounted(proxy)
    const stored = await read.stored(acknowledged(posts()))
    return {
      thrown,
      stored,
      counted: await read.counted(),
      reported: reported - before.reported,
      refused: refused - before.refused + refusedByFault(posts(), stored),
      kept: keptNow,
    }
  }

  return {
    ...inTab(main),
    faults,
    thrown,
    nextTexts,
    /** Errors with one text. @param {number} times */
    async storm(times) {
      const text = `${project} storms.`
      thrown.set(text, times)
      await main.evaluate(`storm(${JSON.stringify(text)}, ${times})`)
    },
    async newTab() {
      if (!main.newTab) throw new Error('this browser has one tab')
      return inTab(await main.newTab())
    },
    /** Errors in a tab that closes itself in the same task. @param {number} count @param {How} [how] */
    async failAndClose(count, how = {}) {
      const all = JSON.stringify(nextTexts(count))
      const after = `setTimeout(() => { for (const text of ${all}) fail(text); close() })`
      const address = addressOf({ ...how, after })
      await main.goto(`${faults.site}/elsewhere`)
      await main.evaluate(`const opened = open('${address}')
        while (!opened.closed) await new Promise((done) => setTimeout(done, 20))`)
    },
    setOffline: (/** @type {boolean} */ isOffline) => main.setOffline?.(isOffline),
    setSlowdown: (/** @type {number} */ rate) => main.setSlowdown?.(rate),
    kept,
    losses: () => losses(posts()),
    posted: () => posted(posts()),
    stored: () => acknowledged(posts()),
    projectId: own.id,
    /**
     * Waits until all that was thrown is stored, counted or, if that is expected, kept, and the page has read all answers: a
     * page that is left before keeps for the next one what may not have arrived.
     * @param {{
     *   mayKeep?: boolean, patience?: number, navigations?: Parameters<typeof unheard>[1], silent?: Set<string>,
     * }} [how] `navigations` of a visit whose faults have ended before it, and the texts that may be lost without a word
     */
    async settle({ mayKeep = false, patience = PATIENCE, navigations, silent } = {}) {
      /** @type {string[]} */
      let found = []
      await eventually(
        async () => {
          const keptNow = mayKeep ? (await kept()).events : []
          found = faults.isIdle()
            ? [
                ...unreadable(posts()),
                ...discrepancies({
                  ...(await ledger(keptNow)),
                  ...(navigations && unheard(posts(), navigations, silent)),
                }),
              ]
            : ['a request is in work']
          return found.length === 0
        },
        async () => `${found.join('; ')}\n${told(faults)}\nlosses: ${JSON.stringify(losses(posts()))}`,
        patience,
      )
      await main.evaluate('await globalThis.Balefire?.flush(5000)')
    },
    /** Waits until no request is in work. */
    quiet: () => eventually(() => faults.isIdle(), 'the end of all requests'),
    async close() {
      await main.close()
      await faults.close()
    },
  }
}

/** Bodies that no server could read. @param {import('./server.mjs').Post[]} posts */
const unreadable = (posts) =>
  posts
    .flatMap(({ trouble, body }) => [trouble, ...(body?.envelopes ?? []).map((envelope) => envelope.trouble)])
    .filter((text) => text !== undefined)

/** What became of all requests, for a message. @param {Awaited<ReturnType<typeof startFaults>>} faults */
const told = ({ posts, files }) =>
  [
    ...files.map(
      ({ path, rule }) => `GET ${path}${rule ? ` ${JSON.stringify({ ...rule, on: String(rule.on) })}` : ''}`,
    ),
    ...posts.map(({ body, bytes, rule, server, page, trouble }) => {
      const items = body?.envelopes.flatMap((envelope) => envelope.items.map(({ type }) => type)).join(' ')
      const kind = body?.batch ? `batch of ${body.envelopes.length}` : 'envelope'
      return `POST ${kind} (${items}) of ${bytes} B${rule ? ` ${JSON.stringify(rule)}` : ''}: server ${
        server ? `${server.status} ${server.results}` : 'never asked'
      }, page ${page}${trouble ? `, ${trouble}` : ''}`
    }),
  ].join('\n')

/** Bytes of the dump become texts. @param {any} value @returns {any} */
const withoutBytes = (value) => {
  if (Array.isArray(value)) return value.map(withoutBytes)
  if (!value || typeof value !== 'object') return value
  if (typeof value.bytes === 'string') return new Uint8Array(Buffer.from(value.bytes, 'base64'))
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withoutBytes(inner)]))
}
