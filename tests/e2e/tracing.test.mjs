// @ts-check
// Tracing in a page of each browser: the headers that really arrive, and what errors tell of their trace.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { launchers } from './browsers/every.mjs'
import { sdkFiles } from './built.mjs'
import { eventually } from './eventually.mjs'
import { startIngest } from './ingest.mjs'
import { startSite } from './site.mjs'

const TRACE = 'c'.repeat(32)
const PARENT = 'd'.repeat(16)

/** The headers of a trace that a request had, for pages of any origin. @param {import('node:http').IncomingMessage} request */
const echo = ({ headers }) => ({
  body: JSON.stringify({
    trace: headers['sentry-trace'],
    baggage: headers.baggage,
    traceparent: headers.traceparent,
    own: headers['x-own'],
  }),
  headers: { 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Headers': '*' },
  type: 'application/json',
})

/** What a page calls to ask for the headers that arrive. */
const HELPERS = `
const traced = async (...args) => (await fetch(...args)).json()
const byXhr = (url, headers = {}) => new Promise((done) => {
  const xhr = new XMLHttpRequest()
  xhr.open('GET', url)
  for (const name in headers) xhr.setRequestHeader(name, headers[name])
  xhr.onload = () => done(JSON.parse(xhr.responseText))
  xhr.send()
})
const idsOf = (headers) => headers.trace.split('-')`

for (const [name, launch] of Object.entries(launchers))
  describe(name, () => {
    /** @type {Awaited<ReturnType<typeof launch>>} */
    let browser
    /** @type {Awaited<ReturnType<typeof startIngest>>} */
    let ingest
    /** @type {Awaited<ReturnType<typeof startSite>>} */
    let shop
    /** @type {Awaited<ReturnType<typeof startSite>>} */
    let api
    let project = 0
    before(async () => {
      ingest = await startIngest()
      shop = await startSite({ ...sdkFiles(), '/echo': echo, '/next': '<!doctype html><title>Next</title>' })
      api = await startSite({ '/echo': echo, '/v2/echo': echo })
      browser = await launch()
    })
    after(async () => {
      await browser?.close()
      for (const one of [shop, api, ingest]) await one?.close()
    })

    /**
     * A page with tracing.
     * @param {import('node:test').TestContext} t
     * @param {{ tag?: string, head?: string, script?: string }} [of] attributes of the script tag, and more of the page
     */
    const open = async (t, { tag = 'data-traces-sample-rate="1"', head = '', script = '' } = {}) => {
      project++
      const path = `/page${project}.html`
      shop.files[path] = `<!doctype html><title>Shop</title>${head}
<script src="/balefire-tracing.min.js" data-dsn="http://key@${ingest.host}/${project}" data-release="shop@1" ${tag}></script>
<script>${HELPERS}\n${script}</script>`
      const page = await browser.newPage()
      t.after(() => page.close())
      await page.goto(`${shop.url}${path}?token=abc#top`)
      const of = project
      const items = (/** @type {string} */ type) => ingest.of(of).filter((item) => item.type === type)
      return {
        page,
        path,
        evaluate: (/** @type {string} */ code) => page.evaluate(code.replaceAll('API', api.url)),
        items,
        first: (/** @type {string} */ type) => eventually(() => items(type)[0], `the first ${type}`),
      }
    }

    test('requests to the own origin carry the trace of the page load', async (t) => {
      const { evaluate } = await open(t)
      const seen = await evaluate(`return [
        await traced('/echo'),
        await traced(new URL('/echo', location)),
        await traced(new Request('/echo', { headers: { 'X-Own': '1' } })),
        await byXhr('/echo', { 'X-Own': '2' }),
        await traced('API/echo'),
      ]`)
      const [byText, byUrl, byRequest, byXhr, foreign] = seen
      const [traceId] = byText.trace.split('-')
      for (const one of [byText, byUrl, byRequest, byXhr]) {
        assert.match(one.trace, new RegExp(`^${traceId}-[0-9a-f]{16}-1$`))
        assert.match(
          one.baggage,
          new RegExp(
            `^sentry-environment=production,sentry-release=shop%401,sentry-public_key=key,sentry-trace_id=${traceId},sentry-sampled=true,sentry-sample_rand=[0-9.]+,sentry-sample_rate=1$`,
          ),
        )
        assert.equal(one.traceparent, undefined)
      }
      assert.deepEqual([byRequest.own, byXhr.own], ['1', '2'])
      assert.equal(
        new Set(seen.slice(0, 4).map((/** @type {any} */ { trace }) => trace)).size,
        4,
        'spans of their own',
      )
      assert.deepEqual(foreign, {})
    })

    test('requests to the targets carry it, and no others', async (t) => {
      const { evaluate } = await open(t, {
        script: `Balefire.init({ dsn: 'http://key@${ingest.host}/1', tracesSampleRate: 1, propagateTraceparent: true,
          tracePropagationTargets: [/\\/v2\\//] })`,
      })
      const [own, other, target] = await evaluate(
        "return [await traced('/echo'), await traced('API/echo'), await traced('API/v2/echo')]",
      )
      assert.deepEqual([own, other], [{}, {}])
      assert.equal(target.traceparent, `00-${target.trace.slice(0, -2)}-01`)
    })

    test('what a page says of its own trace stays', async (t) => {
      const { evaluate } = await open(t)
      const trace = `${TRACE}-${PARENT}-0`
      const own = `{ 'sentry-trace': '${trace}' }`
      const baggage = "{ baggage: 'shop=1' }"
      const [a, b, c, d] = await evaluate(`return [
        await traced('/echo', { headers: ${own} }), await byXhr('/echo', ${own}),
        await traced('/echo', { headers: ${baggage} }), await byXhr('/echo', ${baggage}) ]`)
      assert.deepEqual([a, b], [{ trace }, { trace }])
      for (const one of [c, d]) assert.match(one.baggage, /^shop=1, ?sentry-environment=/)
    })

    test('a trace that the server has begun goes on, with its decision', async (t) => {
      const { evaluate } = await open(t, {
        head: `<meta name="sentry-trace" content="${TRACE}-${PARENT}-0">
<meta name="baggage" content="sentry-trace_id=${TRACE},sentry-sample_rand=0.25,sentry-release=api%402,other=1">`,
      })
      const { trace, baggage } = await evaluate("return await traced('/echo')")
      assert.match(trace, new RegExp(`^${TRACE}-[0-9a-f]{16}-0$`))
      assert.equal(baggage, `sentry-trace_id=${TRACE},sentry-sample_rand=0.25,sentry-release=api%402`)
    })

    test('without a rate there are no spans, and the decision is left to the servers', async (t) => {
      const { evaluate } = await open(t, { tag: '' })
      const [first, second] = await evaluate("return [await traced('/echo'), await byXhr('/echo')]")
      assert.match(first.trace, /^[0-9a-f]{32}-[0-9a-f]{16}$/)
      assert.equal(second.trace, first.trace)
    })

    test('an error names its trace and its span, and its envelope the sampling context', async (t) => {
      const { evaluate, first } = await open(t)
      const [traceId, spanId] =
        await evaluate(`return Balefire.startSpan({ name: 'checkout' }, async (span) => {
        await 0
        Balefire.captureException(new Error('in a span'))
        const { traceId, spanId } = span.spanContext()
        await Balefire.flush()
        return [traceId, spanId, idsOf(await traced('/echo'))[0]]
      })`)
      const { event, envelope } = await first('event')
      assert.equal(event.contexts.trace.trace_id, traceId)
      assert.equal(event.contexts.trace.span_id, spanId)
      assert.equal(envelope.trace.trace_id, traceId)
      assert.deepEqual([envelope.trace.sampled, envelope.trace.public_key], ['true', 'key'])
    })

    test('an error that escapes from a span names it, when nothing else is known of the span', async (t) => {
      const { evaluate, first } = await open(t)
      const [spanId, parentId] = await evaluate(`return await new Promise((done) => setTimeout(() =>
        Balefire.startSpan({ name: 'checkout' }, (span) => {
          done([span.spanContext().spanId, Balefire.getActiveSpan().note.parentSpanId])
          throw new Error('escaped')
        })))`)
      await evaluate('await Balefire.flush()')
      const { event } = await first('event')
      assert.deepEqual(
        [event.contexts.trace.span_id, event.contexts.trace.parent_span_id],
        [spanId, parentId],
      )
    })

    test('an error without spans names the trace that its requests carry', async (t) => {
      const { evaluate, first } = await open(t, { tag: '' })
      const trace = await evaluate(`
        Balefire.captureException(new Error('in no span'))
        await Balefire.flush()
        return idsOf(await traced('/echo'))`)
      const { event } = await first('event')
      assert.deepEqual([event.contexts.trace.trace_id, event.contexts.trace.span_id], trace)
    })

    test('a span lasts as long as its promise, and suppressed requests are not sampled', async (t) => {
      const { evaluate } = await open(t)
      const [during, inner, suppressed, later] = await evaluate(`
        const ended = []
        const answers = await Balefire.startSpan({ name: 'a' }, async (span) => {
          const during = span.isRecording()
          const inner = await Balefire.startSpan({ name: 'b' }, async (b) => (await traced('/echo')) && b.isRecording())
          const suppressed = await Balefire.suppressTracing(() => traced('/echo'))
          ended.push(span)
          return [during && span.isRecording(), inner, suppressed.trace]
        })
        return [...answers, ended[0].isRecording()]`)
      assert.deepEqual([during, inner, later], [true, true, false])
      assert.match(suppressed, /-0$/)
    })

    test('a navigation starts a trace; one that follows at once is a redirect', async (t) => {
      /** @type {string | undefined} */
      let told
      shop.files['/moved'] = ({ url = '' }) => {
        told = decodeURIComponent(new URL(url, shop.url).search.slice(1))
        return ''
      }
      // The page tells by itself: what a driver evaluates counts as an act of the visitor.
      await open(t, {
        script: `
        const now = () => [Balefire.getActiveSpan().spanContext().traceId, Balefire.getActiveSpan().note.name]
        const load = now()
        // Until then it would be a redirect of the page load.
        setTimeout(() => {
          history.pushState({}, '', '/cart')
          const cart = now()
          history.replaceState({}, '', '/cart/42')
          fetch('/moved?' + encodeURIComponent(JSON.stringify([load, cart, now()])))
        }, 1600)`,
      })
      const [load, cart, redirected] = JSON.parse(await eventually(() => told, 'the navigations'))
      assert.notEqual(load[0], cart[0])
      assert.equal(cart[1], '/cart')
      assert.deepEqual(redirected, cart)
    })

    test('a page that is left early sends its page load in brief', async (t) => {
      const { page, path, first } = await open(t)
      await page.goto(`${shop.url}/next`)
      const { span, envelope } = await first('span')
      assert.equal(span.version, 2)
      const [segment] = span.items
      assert.equal(segment.is_segment, true)
      assert.match(segment.span_id, /^[0-9a-f]{16}$/)
      assert.equal(segment.name, path)
      assert.ok(segment.end_timestamp >= segment.start_timestamp)
      assert.equal(segment.attributes['sentry.op'].value, 'pageload')
      assert.equal(segment.attributes['url.full'].value, `${shop.url}${path}`)
      assert.deepEqual(segment.attributes['sentry.release'], { value: 'shop@1', type: 'string' })
      assert.equal(envelope.trace.trace_id, segment.trace_id)
      assert.equal(envelope.trace.public_key, 'key')
    })
  })
