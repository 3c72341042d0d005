// @ts-check
// Page loads and navigations as spans, against a receiver with checks in the shape of Relay's.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { build } from 'esbuild'
import { root } from '../../scripts/run.mjs'
import { launchers } from './browsers/every.mjs'
import { sdkFiles } from './built.mjs'
import { eventually } from './eventually.mjs'
import { startSite } from './site.mjs'
import { startReceiver, value } from './span_receiver.mjs'

/** @type {Awaited<ReturnType<typeof startReceiver>>} */
let receiver
/** @type {Awaited<ReturnType<typeof startSite>>} */
let site
let projects = 0

/** Sentry's client with the same options. */
const sentry = async () => {
  const { outputFiles } = await build({
    stdin: {
      contents:
        "import { browserTracingIntegration, init } from '@sentry/browser'\nwindow.Sentry = { browserTracingIntegration, init }",
      resolveDir: root,
    },
    bundle: true,
    minify: true,
    format: 'iife',
    write: false,
    define: { 'process.env.NODE_ENV': '"production"' },
  })
  return outputFiles[0]?.text ?? ''
}

/** A page with resources, a request and a slow script. @param {string} head */
const html = (
  head,
) => `<!doctype html><meta charset="utf-8"><title>Shop</title><link rel="icon" href="data:,">
${head}<link rel="stylesheet" href="/style.css"><h1>Shop</h1><img src="/image.svg?token=secret" width="200" height="100">
<button onclick="history.pushState({}, '', '/cart/17'); fetch('/prices').then((r) => r.json())">Cart</button>
<script>const until = performance.now() + 80; while (performance.now() < until);</script>
<script>fetch('/prices?token=secret'); performance.measure('search', { start: performance.now() - 5 })</script>`

before(async () => {
  receiver = await startReceiver()
  site = await startSite({
    ...sdkFiles(),
    '/sentry.js': await sentry(),
    '/style.css': 'h1 { color: teal }',
    '/image.svg': {
      body: '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100"><rect width="200" height="100"/></svg>',
      type: 'image/svg+xml',
    },
    '/prices': '{"a":1}',
    '/other': '<!doctype html><title>Other</title><p>Other',
  })
})
after(async () => {
  await site?.close()
  await receiver?.close()
})

/** The head of a page with the SDK. @param {number} project @param {string} [options] */
const ours = (project, options = '') =>
  `<script src="/balefire-tracing.min.js"></script><script>Balefire.init({ dsn: '${receiver.dsn(project)}', release: 'shop@1', tracesSampleRate: 1, ${options} })</script>`

/** The spans of a project once the segment with an op is among them. @param {number} project @param {string} op */
const spansWith = (project, op) =>
  eventually(
    () => {
      const spans = receiver.spans(project)
      return spans.some((span) => value(span, 'sentry.op') === op && span.is_segment) ? spans : undefined
    },
    `segment ${op}`,
    20_000,
  )

const ops = (/** @type {any[]} */ spans) => [...new Set(spans.map((span) => value(span, 'sentry.op')))].sort()

for (const name of /** @type {const} */ (['chromium', 'firefox']))
  test(`${name}: a page load and a navigation with their spans`, async () => {
    const project = ++projects
    const browser = await launchers[name]()
    try {
      const page = await browser.newPage()
      site.files['/users/17'] = html(ours(project))
      await page.goto(`${site.url}/users/17?token=secret`)
      const spans = await spansWith(project, 'pageload')
      const load = spans.find((span) => value(span, 'sentry.op') === 'pageload')
      assert.equal(load.name, '/users/:id')
      assert.equal(value(load, 'http.route'), '/users/:id')
      assert.equal(value(load, 'url.path'), '/users/17')
      assert.match(value(load, 'url.full'), /\/users\/17\?token=\[Filtered\]$/)
      assert.equal(value(load, 'sentry.segment.name.source'), 'url')
      assert.equal(value(load, 'sentry.sample_rate'), 1)
      assert.equal(value(load, 'sentry.idle_span_finish_reason'), 'idleTimeout')
      assert.equal(value(load, 'sentry.release'), 'shop@1')
      assert.match(value(load, 'user_agent.original'), /Mozilla/)
      for (const op of [
        'browser.request',
        'browser.response',
        'browser.dom_content_loaded_event',
        'resource.img',
        'resource.link',
        'http.client',
        'measure',
      ])
        assert.ok(ops(spans).includes(op), `${op} in ${ops(spans)}`)
      const image = spans.find((span) => value(span, 'sentry.op') === 'resource.img')
      assert.match(value(image, 'url.full'), /\/image\.svg\?token=\[Filtered\]$/)
      assert.equal(image.parent_span_id, load.span_id)
      const request = spans.find((span) => value(span, 'sentry.op') === 'http.client')
      assert.equal(value(request, 'http.response.status_code'), 200)
      assert.equal(value(request, 'url.domain'), 'localhost')
      assert.ok(value(request, 'http.request.response_end') >= request.start_timestamp)
      assert.ok(spans.every((span) => span.end_timestamp <= load.end_timestamp || span !== load))
      assert.equal(load.header.trace.public_key, 'k')
      assert.equal(load.header.trace.sampled, 'true')

      await page.click('button')
      const all = await spansWith(project, 'navigation')
      const navigation = all.find((span) => value(span, 'sentry.op') === 'navigation')
      assert.equal(navigation.name, '/cart/:id')
      assert.notEqual(navigation.trace_id, load.trace_id)
      assert.equal(navigation.links[0].span_id, load.span_id)
      assert.equal(navigation.links[0].attributes['sentry.link.type'].value, 'previous_trace')
      assert.ok(
        all.some(
          (span) => span.parent_span_id === navigation.span_id && value(span, 'sentry.op') === 'http.client',
        ),
      )
      assert.deepEqual(receiver.faults(project), [])
      await page.close()
    } finally {
      await browser.close()
    }
  })

for (const name of /** @type {const} */ (['chromium', 'firefox']))
  test(`${name}: the same ops as @sentry/browser on the same page`, async () => {
    const [own, theirs] = [++projects, ++projects]
    const browser = await launchers[name]()
    try {
      site.files['/own'] = html(ours(own))
      site.files['/theirs'] = html(
        `<script src="/sentry.js"></script><script>Sentry.init({ dsn: '${receiver.dsn(theirs)}', tracesSampleRate: 1, integrations: [Sentry.browserTracingIntegration()] })</script>`,
      )
      for (const path of ['/own', '/theirs']) {
        // Of a page of its own: it has no page before it to unload, nor a connection.
        const page = await browser.newPage()
        await page.goto(`${site.url}${path}`)
        await spansWith(path === '/own' ? own : theirs, 'pageload')
      }
      const only = (/** @type {number} */ project) =>
        // Vitals depend on when the page is left; marks are an integration of their own there. Our later files are resources too.
        // A browser may use the connection of the page before, and then has no phases of one.
        ops(receiver.spans(project)).filter(
          (op) => !/^(ui\.|measure|mark|browser\.(cache|connect|dns)$)/.test(op),
        )
      assert.deepEqual(only(own), only(theirs))
      assert.deepEqual(receiver.faults(own), [])
      assert.deepEqual(receiver.faults(theirs), [], 'the checks take what Sentry itself sends')
    } finally {
      await browser.close()
    }
  })

test('chromium: with the static lifecycle a page load is a transaction', async () => {
  const project = ++projects
  const browser = await launchers.chromium()
  try {
    const page = await browser.newPage()
    site.files['/static'] = html(ours(project, "traceLifecycle: 'static'"))
    await page.goto(`${site.url}/static`)
    const [event] = await eventually(
      () => (receiver.transactions(project)[0] ? receiver.transactions(project) : undefined),
      'transaction',
      20_000,
    )
    assert.equal(event.transaction, '/static')
    assert.equal(event.contexts.trace.op, 'pageload')
    const found = new Set(event.spans.map((/** @type {any} */ { op }) => op))
    for (const op of ['browser.request', 'resource.img', 'http.client']) assert.ok(found.has(op), op)
    assert.deepEqual(receiver.faults(project), [])
  } finally {
    await browser.close()
  }
})

test('chromium: a page that is left while it loads its last resources sends what it has', async () => {
  const project = ++projects
  const browser = await launchers.chromium()
  try {
    const page = await browser.newPage()
    site.files['/left'] = html(ours(project))
    await page.goto(`${site.url}/left`)
    await page.evaluate('await new Promise((done) => setTimeout(done, 1300))')
    await page.goto(`${site.url}/other`)
    const spans = await spansWith(project, 'pageload')
    const load = spans.find((span) => value(span, 'sentry.op') === 'pageload')
    assert.equal(value(load, 'sentry.idle_span_finish_reason'), 'documentHidden')
    assert.deepEqual(receiver.faults(project), [])
  } finally {
    await browser.close()
  }
})

test('chromium: the vitals of a page load arrive when the page is left, as spans of it', async () => {
  const project = ++projects
  const browser = await launchers.chromium()
  try {
    const page = await browser.newPage()
    site.files['/vitals'] = html(ours(project))
    await page.goto(`${site.url}/vitals`)
    const load = (await spansWith(project, 'pageload')).find((span) => span.is_segment)
    assert.ok(value(load, 'browser.web_vital.fcp.value') > 0)
    assert.ok(value(load, 'browser.web_vital.ttfb.value') >= 0)
    await page.click('h1')
    await page.evaluate('await new Promise((done) => setTimeout(done, 500))')
    await page.goto(`${site.url}/other`)
    const vital = (/** @type {string} */ name) => `browser.web_vital.${name}.value`
    const spans = await eventually(
      () => {
        const all = receiver.spans(project).filter((span) => value(span, 'sentry.pageload.span_id'))
        const has = (/** @type {string} */ name) => all.some((span) => value(span, vital(name)) !== undefined)
        return has('lcp') && has('cls') ? all : undefined
      },
      () => `LCP and CLS among ${ops(receiver.spans(project))}`,
      20_000,
    )
    for (const span of spans) {
      assert.equal(value(span, 'sentry.pageload.span_id'), load.span_id)
      assert.equal(span.trace_id, load.trace_id)
      assert.equal(value(span, 'browser.navigation.id'), undefined)
      assert.equal(value(span, 'browser.navigation.type'), 'navigate')
    }
    const lcp = spans.find((span) => value(span, vital('lcp')) !== undefined)
    assert.equal(value(lcp, 'sentry.op'), 'ui.webvital.lcp')
    assert.match(value(lcp, 'browser.web_vital.lcp.element'), /img|h1/)
    assert.deepEqual(receiver.faults(project), [])
  } finally {
    await browser.close()
  }
})
