// @ts-check
// Entries of the browser become spans, with Sentry's words.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { attributesText } from '../../js/on_demand/performance/attributes.js'
import { describeNote } from '../../js/on_demand/performance/describe_notes.js'
import { endOfLoad } from '../../js/on_demand/performance/load_end.js'
import { longFrameSpan } from '../../js/on_demand/performance/long_frames.js'
import { paintSpan, phaseSpans } from '../../js/on_demand/performance/navigation_phases.js'
import { resourceSpan, resourceSpans } from '../../js/on_demand/performance/resource_spans.js'
import { routePattern } from '../../js/on_demand/performance/route_pattern.js'
import { userTimingSpan } from '../../js/on_demand/performance/user_timing.js'
import { vitalSpan } from '../../js/on_demand/performance/vital_spans.js'

const { timeOrigin } = performance

/** Times of a span in ms since the page's start, rounded. @param {{ start: number, end: number }} span */
const times = ({ start, end }) => [Math.round(start - timeOrigin), Math.round(end - timeOrigin)]

const navigation = {
  name: 'https://shop.test/cart?token=1&page=2',
  redirectCount: 1,
  unloadEventStart: 0,
  unloadEventEnd: 0,
  redirectStart: 1,
  redirectEnd: 4,
  fetchStart: 5,
  domainLookupStart: 10,
  domainLookupEnd: 20,
  connectStart: 20,
  secureConnectionStart: 25,
  connectEnd: 40,
  requestStart: 41,
  responseStart: 90,
  responseEnd: 120,
  domContentLoadedEventStart: 200,
  domContentLoadedEventEnd: 210,
  loadEventStart: 300,
  loadEventEnd: 0,
}

test('the phases of a page load are spans; what did not happen is none', () => {
  assert.deepEqual(
    phaseSpans(navigation).map((span) => [span.op, span.name, ...times(span)]),
    [
      ['browser.redirect', 'Redirect', 1, 4],
      ['browser.dom_content_loaded_event', 'DOMContentLoaded event', 200, 210],
      ['browser.connect', 'Connect', 20, 40],
      ['browser.tls_ssl', 'TLS handshake', 25, 40],
      ['browser.cache', 'Cache lookup', 5, 10],
      ['browser.dns', 'DNS lookup', 10, 20],
      ['browser.request', 'Request', 41, 120],
      ['browser.response', 'Response', 90, 120],
    ],
  )
  const [redirect] = phaseSpans(navigation)
  assert.deepEqual(redirect?.attributes, {
    'url.full': 'https://shop.test/cart?token=[Filtered]&page=2',
    'http.redirect_count': 1,
  })
})

test('a paint is a span without length', () => {
  const span = paintSpan({ name: 'first-paint', startTime: 50 })
  assert.deepEqual(times(span), [50, 50])
  assert.deepEqual(span.attributes, { 'browser.paint.type': 'first-paint' })
})

const resource = (/** @type {object} */ more = {}) => ({
  name: 'https://cdn.test:8443/a.js?key=secret',
  initiatorType: 'script',
  startTime: 10,
  duration: 30,
  nextHopProtocol: 'h2',
  redirectStart: 0,
  workerStart: 0,
  fetchStart: 10,
  requestStart: 0,
  responseStart: 0,
  responseEnd: 40,
  transferSize: 300,
  encodedBodySize: 0,
  decodedBodySize: 2 ** 31,
  responseStatus: 200,
  renderBlockingStatus: 'blocking',
  deliveryType: '',
  ...more,
})

test('a resource has its address without secrets, its sizes, and the times that the browser tells', () => {
  const span = resourceSpan(resource(), 'https://shop.test')
  assert.deepEqual([span.op, span.name, ...times(span)], ['resource.script', 'cdn.test', 10, 40])
  const {
    'http.request.fetch_start': fetchStart,
    'http.request.response_end': end,
    ...others
  } = span.attributes
  assert.equal(Math.round(Number(fetchStart) * 1000 - timeOrigin), 10)
  assert.equal(Math.round(Number(end) * 1000 - timeOrigin), 40)
  assert.deepEqual(others, {
    'network.protocol.name': 'http',
    'network.protocol.version': '2',
    'http.request.time_to_first_byte': undefined,
    'url.scheme': 'https',
    'server.address': 'cdn.test:8443',
    'url.domain': 'cdn.test',
    'http.request.same_origin': false,
    'url.full': 'https://cdn.test:8443/a.js?key=[Filtered]',
    'http.response.status_code': 200,
    'http.response.size': 300,
    'http.response.body.size': 0,
    'resource.render_blocking_status': 'blocking',
  })
})

test('a request over a connection that was there has no times of a look-up and a connection', () => {
  const connecting = [
    'domainLookupStart',
    'domainLookupEnd',
    'connectStart',
    'secureConnectionStart',
    'connectEnd',
  ]
  const all = (/** @type {number} */ time) => Object.fromEntries(connecting.map((name) => [name, time]))
  const namesOf = (/** @type {object} */ more) =>
    Object.keys(resourceSpan(resource(more), 'https://shop.test').attributes)
      .filter((name) => /^http\.request\.\w+_(start|end)$/.test(name))
      .map((name) => name.replace('http.request.', ''))
  // Clocks of some browsers are coarse: the request may start with the fetch.
  assert.deepEqual(namesOf({ ...all(10), requestStart: 10, responseStart: 20 }), [
    'fetch_start',
    'request_start',
    'response_start',
    'response_end',
  ])
  assert.deepEqual(namesOf({ ...all(10), connectEnd: 11 }), ['fetch_start', 'connection_end', 'response_end'])
  assert.equal(namesOf(all(12)).length, 7)
})

for (const [what, entry, expect] of /** @type {[string, object, unknown[]][]} */ ([
  [
    'of the page',
    { name: 'https://shop.test/a.css', nextHopProtocol: 'http/1.1' },
    ['shop.test', true, 'http', '1.1'],
  ],
  ['from a cache', { nextHopProtocol: '' }, ['cdn.test', false, 'unknown', 'unknown']],
  ['of IPv6', { name: 'http://[::1]:80/a' }, ['[::1]', false, 'http', '2']],
  ['as data', { name: 'data:image/png;base64,AAAA' }, ['Resource', false, 'http', '2']],
  ['with a negative duration', { duration: -4 }, ['cdn.test', false, 'http', '2']],
]))
  test(`a resource ${what}`, () => {
    const { name, attributes, start, end } = resourceSpan(resource(entry), 'https://shop.test')
    assert.deepEqual(
      [
        name,
        attributes['http.request.same_origin'],
        attributes['network.protocol.name'],
        attributes['network.protocol.version'],
      ],
      expect,
    )
    assert.ok(end >= start)
    assert.doesNotMatch(String(attributes['url.full']), /AAAA/)
  })

test('of many resources those that took longest are spans, and the others are counted by their kind', () => {
  const entries = Array.from({ length: 400 }, (_, at) =>
    resource({ duration: at, initiatorType: at % 2 ? 'img' : 'css' }),
  )
  const { spans, attributes } = resourceSpans(
    [...entries, resource({ initiatorType: 'fetch' }), resource({ initiatorType: 'xmlhttprequest' })],
    [],
    '',
  )
  assert.equal(spans.length, 200)
  assert.deepEqual(times(/** @type {any} */ (spans[0])), [10, 210])
  assert.deepEqual(attributes, {
    'browser.resource.count': 400,
    'browser.resource.dropped.css': 100,
    'browser.resource.dropped.img': 100,
  })
})

test('resources of one length are bounded too, and kinds can be left out', () => {
  const entries = Array.from({ length: 300 }, () => resource({ duration: 0 }))
  assert.equal(resourceSpans(entries, [], '').spans.length, 200)
  assert.equal(resourceSpans(entries, ['resource.script'], '').spans.length, 0)
  assert.deepEqual(resourceSpans([], [], ''), {
    spans: [],
    attributes: { 'browser.resource.count': undefined },
  })
})

test('a long frame names its longest script, and one without scripts is none', () => {
  const script = {
    duration: 60,
    invoker: 'DIV#a.onclick',
    invokerType: 'event-listener',
    sourceURL: '',
    sourceCharPosition: -1,
  }
  const frame = { entryType: 'long-animation-frame', startTime: 100, duration: 90 }
  const span = longFrameSpan({
    ...frame,
    scripts: [
      { ...script, duration: 5 },
      { ...script, sourceURL: 'https://a.test/x.js', sourceFunctionName: 'slow', sourceCharPosition: 7 },
    ],
  })
  assert.deepEqual(
    [span?.op, span?.attributes],
    [
      'ui.long_animation_frame',
      {
        'browser.script.invoker': 'DIV#a.onclick',
        'browser.script.invoker_type': 'event-listener',
        'code.file.path': 'https://a.test/x.js',
        'code.function.name': 'slow',
        'browser.script.source_char_position': 7,
      },
    ],
  )
  assert.equal(longFrameSpan({ ...frame, scripts: [] }), undefined)
  assert.equal(longFrameSpan({ entryType: 'longtask', startTime: 1, duration: 60 })?.op, 'ui.long_task')
})

test('marks and measures are spans, with their details as far as they are plain', () => {
  const measure = { entryType: 'measure', name: 'search', startTime: 50, duration: 20, detail: null }
  assert.deepEqual(userTimingSpan(measure, 0), {
    name: 'search',
    op: 'measure',
    origin: 'auto.browser.user_timing.measure',
    start: timeOrigin + 50,
    end: timeOrigin + 70,
    attributes: {},
  })
  const hostile = {
    get bad() {
      throw new Error('no')
    },
    count: 3,
    list: [1, 2],
  }
  assert.deepEqual(userTimingSpan({ ...measure, detail: hostile }, 0)?.attributes, {
    'sentry.browser.measure.detail.bad': undefined,
    'sentry.browser.measure.detail.count': 3,
    'sentry.browser.measure.detail.list': '[1,2]',
  })
  assert.equal(userTimingSpan({ ...measure, detail: { devtools: { track: 'Components ⚛' } } }, 0), undefined)
  const early = userTimingSpan({ ...measure, startTime: 0, duration: 90 }, 30)
  assert.equal(early?.start, timeOrigin + 30)
  assert.equal(early?.attributes['sentry.browser.measure_happened_before_request'], true)
})

for (const [path, pattern] of [
  ['/', '/'],
  ['', ''],
  ['/users/17/posts', '/users/:id/posts'],
  ['/orders/6f1c2a3b-1d2e-4f5a-8b9c-0d1e2f3a4b5c', '/orders/:uuid'],
  ['/commit/9fceb02d0ae598e9', '/commit/:hash'],
  ['/faces/facade', '/faces/facade'],
  ['/blog/2026-11-29-hello', '/blog/:date'],
  ['/v2/products', '/v2/products'],
  ['/invite/Zk3pQ9xL2mN8vB5tR7wYcD', '/invite/:id'],
  ['/how-to-write-a-very-long-headline', '/how-to-write-a-very-long-headline'],
  ['/u/eva@shop.test', '/u/:email'],
  [`/${'a'.repeat(500)}`, `/${'a'.repeat(100)}`],
])
  test(`the route of ${path?.slice(0, 60)}`, () => assert.equal(routePattern(path ?? ''), pattern))

test('a path without end costs no more than a long one', () => {
  assert.ok(routePattern('/a'.repeat(1e6)).length < 100)
  assert.ok(routePattern(`/${'1-'.repeat(1e6)}`).length <= 101)
})

test('the end of a load that nobody followed is before the first pause', () => {
  /** @param {[number, number][]} children @param {number} since */
  const end = (children, since) =>
    endOfLoad(
      children.map(([start, end]) => ({ start, end })),
      since,
      1000,
    )
  assert.equal(end([], 9000), undefined)
  assert.equal(end([[0, 390]], 1380), undefined, 'the stage came before the pause was over')
  assert.equal(end([[0, 390]], 1390), 390)
  const click = /** @type {[number, number]} */ ([2090, 2120])
  assert.equal(end([[0, 390], click], 1380), 390, 'a pause goes on after the stage has come')
  assert.equal(end([[0, 390], click], 380), undefined, 'a pause that begins then is seen')
  assert.equal(
    end(
      [
        [2000, 2100],
        [0, 390],
        [100, 200],
      ],
      5000,
    ),
    390,
  )
  assert.equal(
    end(
      [
        [0, 390],
        [300, 4900],
        [1000, 1100],
      ],
      5000,
    ),
    undefined,
  )
})

test('the later files of the SDK and its requests are none of the page', () => {
  for (const [url, isOwn] of /** @type {[string, boolean][]} */ ([
    ['https://a.test/balefire-performance-1335a19e.min.js', true],
    ['https://a.test/x/balefire-report-425f5a44.min.js?1', true],
    ['https://a.test/api/1/envelope/?sentry_key=k', true],
    ['https://a.test/balefire-tracing.min.js', false],
    ['https://a.test/app.js', false],
  ])) {
    const entry = { name: url, initiatorType: 'script', startTime: 5, duration: 1 }
    assert.equal(resourceSpans([entry], [], 'https://a.test').spans.length, isOwn ? 0 : 1, url)
    const frame = { entryType: 'long-animation-frame', startTime: 5, duration: 60 }
    const scripts = [{ duration: 50, sourceURL: url }]
    assert.equal(longFrameSpan({ ...frame, scripts }) === undefined, isOwn, url)
  }
})

test('marks, measures and addresses keep their secrets', () => {
  const detail = {
    password: 'x',
    user: { token: 'x', name: 'me', page: 'https://a.test/?token=x' },
    list: [{ api_key: 'x' }],
    count: 3,
  }
  const measure = {
    entryType: 'measure',
    name: 'load https://a.test/?token=x',
    startTime: 5,
    duration: 1,
    detail,
  }
  const span = userTimingSpan(measure, 0)
  const prefix = 'sentry.browser.measure.detail'
  assert.equal(span?.name, 'load https://a.test/?token=[Filtered]')
  assert.deepEqual(span?.attributes, {
    [`${prefix}.password`]: '[Filtered]',
    [`${prefix}.user`]: '{"token":"[Filtered]","name":"me","page":"https://a.test/?token=[Filtered]"}',
    [`${prefix}.list`]: '[{"api_key":"[Filtered]"}]',
    [`${prefix}.count`]: 3,
  })
  const note = { op: 'http.client', attributes: { 'url.full': 'data:text/plain,secret' } }
  describeNote(/** @type {any} */ (note))
  assert.equal(note.attributes['url.full'], 'data:text/plain')
  const vital = { name: 'lcp', value: 5, startTime: 0, attribution: { url: 'data:image/png;base64,AAAA' } }
  assert.equal(vitalSpan(vital, 'id')?.attributes['browser.web_vital.lcp.url'], 'data:image/png;base64')
  const own = { token: 'x', 'gen_ai.usage.input_tokens': 7 }
  assert.equal(
    attributesText(JSON.stringify, own),
    '{"token":{"value":"[Filtered]","type":"string"},"gen_ai.usage.input_tokens":{"value":7,"type":"integer"}}',
  )
})
