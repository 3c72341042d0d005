// @ts-check
// What listens only where the page chooses it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { observers } from './observers.mjs'

/** Runs in the page, where these are. @type {any} */
const { B, record, tick } = globalThis

const { inPage, site } = observers()

test('captureConsole: output becomes events, ours does not', async () => {
  const seen = await inPage(() => {
    const recorder = record()
    B.breadcrumbsIntegration().setup(record())
    const undo = B.captureConsoleIntegration({ levels: ['error', 'assert'], handled: false }).setup({
      capture(/** @type {any} */ captured) {
        console.error('while capturing')
        recorder.capture(captured)
      },
    })
    const error = new Error('thrown')
    console.log('not asked for')
    console.error('text', { a: 1 })
    console.error('with', error)
    console.assert(1 > 2, 'wrong', 5)
    console.error('balefire: ours')
    undo()
    console.error('after')
    return recorder.captured.map(({ thrown, message, mechanism, handled, scope, synthetic }) => ({
      what: thrown ? thrown === error : message,
      mechanism,
      handled,
      level: scope.level,
      logger: scope.logger,
      args: JSON.stringify(scope.extra.arguments),
      stack: synthetic.stack
        .split('\n')
        .slice(1)
        .filter((/** @type {string} */ line) => !/balefireWrapped/.test(line))[0],
    }))
  })
  const common = { mechanism: 'auto.core.capture_console', handled: false, logger: 'console' }
  assert.deepEqual(
    seen.map(({ stack, ...rest }) => rest),
    [
      { ...common, what: 'text [object Object]', level: 'error', args: '["text",{"a":1}]' },
      { ...common, what: true, level: 'error', args: '["with",{}]' },
      { ...common, what: 'Assertion failed: wrong 5', level: 'log', args: '["wrong",5]' },
    ],
  )
  for (const { stack } of seen) assert.doesNotMatch(stack, /\/js\/(observe|optional)\//)
})

test('httpClient: bad answers become events', async () => {
  const seen = await inPage(async () => {
    const get = async (/** @type {any} */ recorder, /** @type {any} */ options) => {
      const undo = B.httpClientIntegration(options).setup(recorder)
      await fetch('/broken?token=x', { headers: { 'X-Api-Key': 'k', Accept: 'text/x' } })
      await fetch('/missing')
      await fetch('http://127.0.0.1:1/').catch(() => {})
      const xhr = new XMLHttpRequest()
      xhr.open('POST', '/broken')
      xhr.setRequestHeader('Authorization', 'a')
      xhr.send('body')
      await new Promise((done) => xhr.addEventListener('loadend', done))
      undo()
      return recorder.captured.map(({ thrown, ...rest }) => ({
        ...rest,
        what: `${thrown.name}: ${thrown.message}`,
        top: thrown.stack
          .split('\n')
          .filter((/** @type {string} */ line) => /^ +at /.test(line) && !/balefireWrapped/.test(line))[0],
      }))
    }
    return [
      await get(record(), undefined),
      await get(record({ sendDefaultPii: true }), { failedRequestTargets: ['/broken?'] }),
      await get(record({ dataCollection: { httpHeaders: { response: true } } }), {
        failedRequestStatusCodes: [404],
      }),
      await get(record(), { failedRequestTargets: [/nowhere/] }),
    ]
  })
  const { url } = site()
  const [plain, withHeaders, chosen, none] = seen
  const what = 'Error: HTTP Client Error with status code: 503'
  for (const { top } of plain) assert.doesNotMatch(top, /\/js\/(observe|optional)\//)
  assert.deepEqual(
    plain.map((/** @type {any} */ { top, ...rest }) => rest),
    [
      {
        what,
        mechanism: 'auto.http.client.fetch',
        handled: false,
        scope: {
          request: { url: `${url}/broken?token=[Filtered]`, method: 'GET' },
          contexts: { response: { status_code: 503, body_size: 2 } },
        },
      },
      {
        what,
        mechanism: 'auto.http.client.xhr',
        handled: false,
        scope: {
          request: { url: `${url}/broken`, method: 'POST' },
          contexts: { response: { status_code: 503, body_size: 2 } },
        },
      },
    ],
  )
  assert.equal(withHeaders.length, 1)
  const { request, contexts } = withHeaders[0].scope
  assert.deepEqual(request.headers, { accept: 'text/x', 'x-api-key': '[Filtered]' })
  assert.equal(contexts.response.headers['x-token'], '[Filtered]')
  assert.equal(contexts.response.headers['x-kind'], 'plain')
  assert.equal(chosen.length, 1)
  assert.equal(chosen[0].scope.request.headers, undefined)
  assert.equal(chosen[0].scope.contexts.response.headers['content-length'], '2')
  assert.deepEqual(none, [])
})

test('reportingObserver: the complaints of the browser become messages', async () => {
  const seen = await inPage(async () => {
    const recorder = record()
    const undo = B.reportingObserverIntegration().setup(recorder)
    // Deprecated, and reported by every Chromium: https://chromestatus.com/feature/5082396709879808
    const xhr = new XMLHttpRequest()
    xhr.open('GET', '/ok', false)
    xhr.send()
    for (let i = 0; i < 100 && !recorder.captured.length; i++) await tick()
    undo()
    return recorder.captured.map(({ message, handled, scope }) => ({
      message,
      handled,
      url: scope.extra.url,
      keys: Object.keys(scope.extra.body),
    }))
  })
  assert.ok(seen.length > 0)
  assert.match(seen[0].message, /^ReportingObserver \[deprecation\]: .{10}/)
  assert.match(seen[0].url, /\?token=\[Filtered\]$/)
  assert.ok(seen[0].keys.includes('id'))
})

test('contextLines: inline scripts get the lines around their frames', async () => {
  const seen = await inPage(() => {
    const page = location.href.split('?')[0]
    const frame = () => ({ filename: page, lineno: 5, colno: 1 })
    const elsewhere = { filename: 'https://a.test/x.js', lineno: 5 }
    const event = { exception: { values: [{ stacktrace: { frames: [frame(), elsewhere] } }, {}] } }
    B.contextLinesIntegration({ frameContextLines: 2 }).processEvent(event)
    return [event, B.contextLinesIntegration().processEvent({ message: 'none' })]
  }, '<script>\nwindow.inline = 5\n</script>')
  const [event, message] = seen
  const [frame, elsewhere] = event.exception.values[0].stacktrace.frames
  assert.deepEqual(message, { message: 'none' })
  assert.deepEqual(Object.keys(elsewhere), ['filename', 'lineno'])
  assert.equal(frame.context_line, '</script>')
  assert.deepEqual(frame.pre_context, [
    '<head><title>Observed</title></head><body><script>',
    'window.inline = 5',
  ])
  assert.equal(frame.post_context.length, 2)
})
