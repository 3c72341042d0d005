// @ts-check
// A server between page and balefire-proxy: it serves the pages under test, passes files and envelopes on, meets some
// of them with a fault, and remembers every POST.
import { createServer } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { reset, write } from './answer.mjs'
import { ruleBook } from './rules.mjs'
import { bodyOf, changed, own, pass, withoutCounts } from './upstream.mjs'
import { decode } from './wire.mjs'

/** Below this path everything of the server is on the page's own origin, as an operator would have it. */
export const FIRST_PARTY = '/first-party'
const ENVELOPES = /\/api\/\d+\/envelope\/$/

/** @typedef {import('./rules.mjs').Rule} Rule */
/** @typedef {{ body: string, type?: string, headers?: Record<string, string>, delay?: number }} PageFile `delay`: of the answer, in ms */
/**
 * What became of one POST. Without `server` it never reached the server; with it, that is how the server answered,
 * whatever the page got.
 * @typedef {{
 *   at: number, path: string, bytes: number, body?: import('./wire.mjs').Body, trouble?: string, rule?: Rule,
 *   server?: { status: number, results: number[] }, page?: number | 'reset' | 'gone', answeredAt?: number,
 * }} Post
 */

/** Browsers ask for it by themselves. @type {Record<string, PageFile>} */
const ICON = { '/favicon.ico': { body: '', type: 'image/x-icon' } }

/** @param {{ upstream: string, pages?: Record<string, PageFile>, rules?: Rule[] }} options */
export async function startFaults({ upstream, pages: given = {}, rules = [] }) {
  const pages = { ...ICON, ...given }
  const book = ruleBook(rules)
  /** @type {Post[]} */
  const posts = []
  /** @type {{ path: string, rule: Rule | undefined }[]} */
  const files = []
  /** Paths. @type {string[]} */
  const preflights = []
  /** @type {Map<string, (() => void)[]>} */
  const held = new Map()
  const released = new Set()
  let busy = 0

  const wait = async (/** @type {Rule} */ { delay, hold }) => {
    if (delay) await pause(delay)
    if (hold === undefined || released.has(hold)) return
    await new Promise((done) => held.set(hold, [...(held.get(hold) ?? []), () => done(undefined)]))
  }

  /**
   * @param {import('node:http').IncomingMessage} request
   * @param {import('node:http').ServerResponse} response
   * @param {{ path: string, body: Buffer, rule: Rule, isBatch: boolean, note: (told: Partial<Post>) => void }} about
   */
  const act = async (request, response, { path, body, rule, isBatch, note }) => {
    const gone = () => response.destroyed && note({ page: 'gone' })
    response.on('close', () => !response.writableFinished && gone())
    if (rule.pace) await pause((body.length / rule.pace) * 1000)
    if (rule.drop === 'before') return note({ page: reset(request) })
    let answer = own(rule, isBatch)
    if (!answer) {
      // A file that is cut must not be a cut gzip: browsers say of that something else.
      if (rule.cut !== undefined) delete request.headers['accept-encoding']
      answer = await pass(upstream + path, request, body)
      note({ server: { status: answer.status, results: resultsOf(answer, isBatch) } })
      answer = changed(answer, rule)
    }
    await wait(rule)
    if (rule.drop === 'after') return note({ page: reset(request) })
    if (response.destroyed) return gone()
    note({ page: await write(request, response, answer, rule) })
  }

  const server = createServer(async (request, response) => {
    busy++
    try {
      const { pathname, search } = new URL(request.url ?? '/', 'http://faults')
      const page = pages[pathname]
      if (page && request.method === 'GET') {
        if (page.delay) await pause(page.delay)
        response.writeHead(200, {
          'Content-Type': page.type ?? 'text/html; charset=utf-8',
          'Cache-Control': 'no-store',
          ...page.headers,
        })
        return response.end(page.body)
      }
      const inner = pathname.startsWith(`${FIRST_PARTY}/`) ? pathname.slice(FIRST_PARTY.length) : pathname
      const path = inner + search
      let body = await bodyOf(request)
      if (request.method === 'POST' && ENVELOPES.test(inner)) {
        /** @type {Post} */
        const post = { at: performance.now(), path: pathname, bytes: body.length }
        posts.push(post)
        try {
          post.body = decode(body)
        } catch (error) {
          post.trouble = String(error)
        }
        const isBatch = post.body?.batch !== undefined
        const types = post.body?.envelopes.flatMap(({ items }) => items.map(({ type }) => type)) ?? []
        const rule = book.match({ kind: 'envelope', path: inner, isBatch, types, bytes: body.length })
        if (rule) post.rule = rule
        if (rule?.isOld && post.body && !isBatch) {
          body = withoutCounts(body)
          post.body = decode(body)
        }
        // The first word about the page stays: after a reset the connection is closed, too.
        const note = (/** @type {Partial<Post>} */ told) =>
          void Object.assign(post, told, { ...(post.page && { page: post.page }) })
        return await act(request, response, { path, body, rule: rule ?? { on: 'envelope' }, isBatch, note })
      }
      if (request.method === 'OPTIONS') preflights.push(pathname)
      const rule =
        request.method === 'GET'
          ? book.match({ kind: 'file', path: inner, isBatch: false, types: [], bytes: 0 })
          : undefined
      if (request.method === 'GET') files.push({ path: inner, rule })
      const about = { path, body, rule: rule ?? { on: /./ }, isBatch: false, note: () => {} }
      await act(request, response, about)
    } catch (error) {
      response.destroy(/** @type {Error} */ (error))
    } finally {
      busy--
    }
  })
  await new Promise((done) => server.listen(0, '127.0.0.1', () => done(undefined)))
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  return {
    /** Where the SDK and the DSN point to. */
    url: `http://localhost:${port}`,
    /** Where the pages are: another site than the server's, to the browser, and none that is being developed. */
    site: `http://127.0.0.1:${port}`,
    host: `localhost:${port}`,
    pages,
    posts,
    files,
    preflights,
    /** Rules for the requests that come from now on. */
    use(/** @type {Rule[]} */ next) {
      released.clear()
      book.replace(next)
    },
    unusedRules: book.unused,
    /** Lets the answers go that wait for a name, and those that will. */
    release(/** @type {string} */ name) {
      released.add(name)
      for (const go of held.get(name) ?? []) go()
      held.delete(name)
    },
    /** Whether a request is in work, those apart that wait for a release. */
    isIdle: () => busy === [...held.values()].reduce((sum, list) => sum + list.length, 0),
    close() {
      server.closeAllConnections()
      return new Promise((done) => server.close(done))
    },
  }
}

/** What the server said of each envelope. @param {import('./upstream.mjs').Answer} answer @param {boolean} isBatch @returns {number[]} */
function resultsOf({ status, body }, isBatch) {
  if (!isBatch || status !== 200) return [status]
  return JSON.parse(body.toString()).envelopes
}
