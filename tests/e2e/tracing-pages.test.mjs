// @ts-check
// Tracing on pages as they are: what they ask for stays theirs, and what they do is told, also when they are left early, come
// back, or get no performance stage.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { after, before, describe, test } from 'node:test'
import { launch } from '../vitals/browsers.mjs'
import { sdkFiles } from './built.mjs'
import { eventually } from './eventually.mjs'
import { startSite } from './site.mjs'
import { startReceiver, value } from './span_receiver.mjs'

/** The headers that a request had. @param {import('node:http').IncomingMessage} request */
const echo = ({ headers, method }) => ({
  body: JSON.stringify({
    trace: headers['sentry-trace'],
    baggage: headers.baggage,
    own: headers['x-own'],
    inner: headers['x-inner'],
    referer: headers.referer,
    method,
  }),
  headers: { 'Access-Control-Allow-Origin': '*' },
  type: 'application/json',
})

/** A page and its visitor go away, and come back. */
const HIDE = `Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true })
  document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))`
const SHOW = `delete document.visibilityState
  document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))`

/** A script of the page that has wrapped `fetch` before us, as many do. */
const WRAPPED = `<script>
const inner = fetch
window.fetch = (url, init) => inner(url, init && { ...init, headers: { ...init.headers, 'X-Inner': init.method ?? 'none' } })
</script>`

const pause = (/** @type {number} */ ms) => `await new Promise((done) => setTimeout(done, ${ms}))`

for (const name of /** @type {const} */ (['chromium', 'firefox']))
  describe(name, () => {
    /** @type {Awaited<ReturnType<typeof launch>>} */
    let browser
    /** @type {Awaited<ReturnType<typeof startReceiver>>} */
    let receiver
    /** @type {Awaited<ReturnType<typeof startSite>>[]} */
    let sites
    /** A server that never answers. @type {import('node:http').Server} */
    let silent
    let projects = 0
    before(async () => {
      receiver = await startReceiver()
      const files = {
        '/echo': echo,
        '/next': '<!doctype html><title>Next</title><p>Next',
        '/dot.svg': {
          body: '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>',
          type: 'image/svg+xml',
        },
      }
      const sdk = sdkFiles()
      const withoutStage3 = Object.fromEntries(
        Object.entries(sdk).filter(([path]) => !path.includes('performance')),
      )
      assert.ok(Object.keys(withoutStage3).length < Object.keys(sdk).length)
      sites = [await startSite({ ...sdk, ...files }), await startSite({ ...withoutStage3, ...files })]
      silent = createServer(() => {})
      await new Promise((done) => silent.listen(0, '127.0.0.1', () => done(undefined)))
      browser = await launch(name)
    })
    after(async () => {
      await browser?.close()
      silent?.closeAllConnections()
      silent?.close()
      for (const one of [...(sites ?? []), receiver]) await one?.close()
    })

    /**
     * A page with tracing.
     * @param {import('node:test').TestContext} t
     * @param {{ first?: string, head?: string, body?: string, options?: string, site?: number }} [of]
     */
    const open = async (t, { first = '', head = '', body = '<p>Shop', options = '', site: at = 0 } = {}) => {
      const project = ++projects
      const site = /** @type {(typeof sites)[0]} */ (sites[at])
      const path = `/page${project}`
      site.files[path] =
        `<!doctype html><meta charset="utf-8"><title>Shop</title><link rel="icon" href="data:,">
<script>onerror = onunhandledrejection = () => (document.title = 'failed')</script>
${first}<script src="${site.url}/balefire-tracing.min.js"></script>
<script>Balefire.init({ dsn: '${receiver.dsn(project)}', tracesSampleRate: 1, ${options} })</script>${head}${body}`
      const page = await browser.newPage()
      t.after(() => page.close())
      await page.goto(`${site.url}${path}`)
      const silentPort = /** @type {import('node:net').AddressInfo} */ (silent.address()).port
      return {
        page,
        evaluate: (/** @type {string} */ code) =>
          page.evaluate(code.replaceAll('SILENT', `http://127.0.0.1:${silentPort}`)),
        leave: () => page.goto(`${site.url}/next`),
        spans: () => receiver.spans(project),
        /** @param {(span: any) => unknown} is @param {string} what */
        find: (is, what) =>
          eventually(
            () => receiver.spans(project).find(is),
            () => `${what} in ${receiver.spans(project).map((span) => value(span, 'sentry.op'))}`,
            20_000,
          ),
        faults: () => receiver.faults(project),
      }
    }
    const hasOp = (/** @type {string} */ op) => (/** @type {any} */ span) => value(span, 'sentry.op') === op

    test('requests are those that the page has made', async (t) => {
      const { evaluate, page } = await open(t)
      const seen = await evaluate(`
        const json = async (...args) => (await fetch(...args)).json()
        const text = async (...args) => (await fetch(...args)).text()
        const stopped = new AbortController()
        const waiting = fetch('SILENT/', { signal: stopped.signal }).catch((error) => error.name)
        stopped.abort()
        const xhr = new XMLHttpRequest()
        xhr.open('GET', '/echo')
        const aborted = new Promise((done) => { xhr.onabort = () => done([xhr.status, xhr.readyState]) })
        xhr.send()
        xhr.abort()
        return {
          iterator: await json('/echo', { headers: new Map([['X-Own', '1']]).entries() }),
          request: await json(new Request('/echo', { referrerPolicy: 'no-referrer', headers: { 'X-Own': '2' } })),
          both: await json(new Request('/echo', { method: 'POST' }), { headers: [['X-Own', '3']] }),
          frozen: await json('/echo', Object.freeze({ headers: Object.freeze({ 'X-Own': '4' }) })),
          head: (await fetch('/echo', { method: 'HEAD' })).status,
          blob: await text(URL.createObjectURL(new Blob(['a blob']))),
          data: await text('data:text/plain,data'),
          waiting: await waiting,
          aborted: await aborted,
          wrong: await fetch('http://[').catch((error) => error.name),
          notFound: (await fetch('/none')).status,
          title: document.title,
        }`)
      const { iterator, request, both, frozen, ...others } = seen
      for (const [at, one] of [iterator, request, both, frozen].entries()) {
        assert.equal(one.own, `${at + 1}`)
        assert.match(one.trace, /^[0-9a-f]{32}-[0-9a-f]{16}-1$/)
      }
      assert.equal(request.referer, undefined)
      assert.ok(iterator.referer)
      assert.equal(both.method, 'POST')
      assert.deepEqual(others, {
        head: 200,
        blob: 'a blob',
        data: 'data',
        waiting: 'AbortError',
        aborted: [0, 4],
        wrong: 'TypeError',
        notFound: 404,
        title: 'Shop',
      })
      assert.equal(await page.evaluate('return document.title'), 'Shop')
    })

    test('a wrapper below ours gets the call as the page has made it', async (t) => {
      const { evaluate } = await open(t, { first: WRAPPED })
      const [plain, list, none] = await evaluate(`
        const json = async (...args) => (await fetch(...args)).json()
        return [
          await json('/echo', { method: 'POST', body: 'a', headers: { 'X-Own': '1', Baggage: 'shop=1' } }),
          await json('/echo', { method: 'PUT', headers: { 'X-Own': '2' } }),
          await json('/echo') ]`)
      assert.deepEqual([plain.method, plain.own, plain.inner], ['POST', '1', 'POST'])
      assert.match(plain.baggage, /^shop=1,sentry-environment=/)
      assert.deepEqual([list.method, list.own, list.inner], ['PUT', '2', 'PUT'])
      assert.equal(none.method, 'GET')
      for (const one of [plain, list, none]) assert.match(one.trace, /^[0-9a-f]{32}-[0-9a-f]{16}-1$/)
    })

    test('an address is that of the page’s <base>, and another origin gets no trace', async (t) => {
      const { evaluate } = await open(t, { head: `<base href="${sites[1]?.url}/">` })
      const seen = await evaluate(`
        const xhr = new XMLHttpRequest()
        xhr.open('GET', 'echo')
        const answer = new Promise((done) => { xhr.onloadend = () => done(xhr.status) })
        xhr.send()
        return [(await (await fetch('echo')).json()).trace, await answer]`)
      assert.ok(!seen[0])
      assert.equal(seen[1], 200)
    })

    test('a page that is left early tells all that has ended, as the page’s functions want it', async (t) => {
      const { evaluate, leave, find, spans, faults } = await open(t, {
        options: `ignoreSpans: ['unwanted'],
          beforeSendSpan(span) { span.attributes.seen = true; if (span.name === 'broken') throw 1; return span }`,
      })
      await evaluate(`
        await fetch('/echo?token=secret')
        Balefire.startSpan({ name: 'checkout', attributes: { cart: [1], items: 2 } }, () => {})
        Balefire.startSpan({ name: 'unwanted' }, () => {})
        Balefire.startSpan({ name: 'broken' }, () => {})`)
      await leave()
      const load = await find((span) => span.is_segment, 'page load')
      const request = await find(hasOp('http.client'), 'request')
      assert.equal(request.parent_span_id, load.span_id)
      assert.match(value(request, 'url.full'), /\/echo$/)
      assert.deepEqual(
        spans()
          .map((/** @type {any} */ span) => span.name)
          .sort(),
        [load.name, request.name, 'broken', 'checkout'].sort(),
      )
      for (const span of spans()) assert.equal(value(span, 'seen'), true)
      assert.equal(value(await find(({ name }) => name === 'checkout', 'checkout'), 'items'), 2)
      assert.deepEqual(faults(), [])
    })

    test('a page that was hidden while it loaded keeps its page view', async (t) => {
      const { page, evaluate, leave, find, spans } = await open(t, {
        body: `<button>Slow</button><script>document.querySelector('button').onclick = () => {
          const until = performance.now() + 120
          while (performance.now() < until);
        }</script>`,
      })
      await evaluate(HIDE)
      const load = await find(hasOp('pageload'), 'page load')
      await evaluate(`${SHOW}\n${pause(2500)}`)
      await page.click('button')
      await evaluate(pause(800))
      await leave()
      const inp = await find(hasOp('ui.interaction.click'), 'INP')
      assert.equal(value(inp, 'sentry.pageload.span_id'), load.span_id)
      assert.equal(inp.trace_id, load.trace_id)
      assert.equal(spans().filter(hasOp('pageload')).length, 1)
    })

    test('a request that is open when the page is hidden is cancelled, and told', async (t) => {
      const { evaluate, find, faults } = await open(t, {
        body: `<script>addEventListener('load', () => fetch('http://127.0.0.1:${/** @type {any} */ (silent.address()).port}/open').catch(() => {}))</script>`,
      })
      // Open since before the performance stage: it holds the page load, which would be over by now.
      await evaluate(pause(3500))
      await evaluate(HIDE)
      const load = await find(hasOp('pageload'), 'page load')
      assert.equal(value(load, 'sentry.idle_span_finish_reason'), 'documentHidden')
      const request = await find(hasOp('http.client'), 'request')
      assert.equal(request.parent_span_id, load.span_id)
      assert.equal(request.end_timestamp, load.end_timestamp)
      assert.deepEqual(faults(), [])
    })

    test('without the performance stage, segments arrive in brief when the page is left', async (t) => {
      const { page, evaluate, leave, find, faults } = await open(t, {
        site: 1,
        body: `<button onclick="history.pushState({}, '', '/cart'); fetch('/echo')">Cart</button>`,
      })
      await evaluate(pause(1500))
      await page.click('button')
      await evaluate(pause(300))
      await leave()
      const load = await find(hasOp('pageload'), 'page load')
      const navigation = await find(hasOp('navigation'), 'navigation')
      const request = await find(hasOp('http.client'), 'request')
      assert.notEqual(navigation.trace_id, load.trace_id)
      assert.equal(request.parent_span_id, navigation.span_id)
      assert.deepEqual(faults(), [])
    })

    test('under a policy without wasm, each value of a vital arrives once', async (t) => {
      const policy = "script-src 'self' 'unsafe-inline'"
      const page = await open(t, {
        first: `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
      })
      await page.find((span) => value(span, 'sentry.op') === 'pageload', 'the page load')
      await page.evaluate(HIDE)
      await page.leave()
      await page.find((span) => value(span, 'sentry.op') === 'ui.webvital.lcp', 'the vital')
      // Both hiding and leaving the page have sent what they had before the next page has loaded.
      const vitals = page.spans().filter((span) => value(span, 'sentry.op').startsWith('ui.webvital.'))
      const told = vitals.map((span) => `${value(span, 'sentry.op')} ${JSON.stringify(span.attributes)}`)
      assert.deepEqual(told, [...new Set(told)])
      assert.deepEqual(page.faults(), [])
    })

    test('a page that a click leads to, and that sends the visitor on, is one navigation', async (t) => {
      const { page, evaluate, spans, find } = await open(t, {
        body: `<button>Old</button><script>
          document.querySelector('button').onclick = () => {
            history.pushState(null, '', '/old/9')
            setTimeout(() => history.replaceState(null, '', '/users/9'), 50)
          }</script>`,
      })
      // A navigation while the page loads is another matter.
      await evaluate(pause(1600))
      await page.click('button')
      const redirect = await find(hasOp('navigation.redirect'), 'a redirect')
      const navigation = await find(hasOp('navigation'), 'the navigation')
      assert.deepEqual([navigation.name, redirect.name], ['/old/:id', '/users/9'])
      assert.equal(redirect.parent_span_id, navigation.span_id)
      assert.equal(spans().filter(hasOp('navigation')).length, 1)
    })

    test('a return out of the back/forward cache is a navigation', async (t) => {
      const { page, evaluate, leave, find } = await open(t)
      await evaluate(
        `addEventListener('pageshow', ({ persisted }) => { document.title = 'persisted ' + persisted })\n${pause(2500)}`,
      )
      await leave()
      if (page.page) await page.page.goBack({ waitUntil: 'commit' }).catch(() => {})
      else await page.evaluate('setTimeout(() => history.back())').catch(() => {})
      await eventually(
        () => page.evaluate("return document.title === 'persisted true'").catch(() => false),
        'the page out of the cache',
      )
      await evaluate(pause(100)).catch(() => {})
      const navigation = await find(hasOp('navigation'), 'navigation')
      assert.equal(value(navigation, 'browser.navigation.type'), 'back-forward-cache')
      assert.equal(navigation.links[0].attributes['sentry.link.type'].value, 'previous_trace')
    })

    test('resources beyond those that a browser holds are counted', async (t) => {
      const { find } = await open(t, {
        body: Array.from({ length: 320 }, (_, at) => `<img src="/dot.svg?${at}">`).join(''),
      })
      const load = await find(hasOp('pageload'), 'page load')
      // Two scripts of ours are among them.
      assert.ok(value(load, 'browser.resource.count') >= 320, `${value(load, 'browser.resource.count')}`)
    })
  })
