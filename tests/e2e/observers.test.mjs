// @ts-check
// Each thing that listens to a page, alone: what it tells, and that the page cannot see it.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { build } from 'esbuild'
import { root } from '../../scripts/run.mjs'
import { openObservers } from './observers.mjs'

/** Runs in the page, where these are. @type {any} */
const { B, record, failures, tick } = globalThis

/** @type {Awaited<ReturnType<typeof openObservers>>} */
let world
before(async () => {
  world = await openObservers({
    '/ok': 'fine',
    '/broken': {
      body: 'no',
      status: 503,
      headers: { 'Content-Length': '2', 'X-Token': 'abc', 'X-Kind': 'plain' },
    },
    '/missing': { body: 'no', status: 404, headers: { 'Content-Length': '2' } },
  })
})
after(() => world?.close())

/**
 * What a function answers in a fresh page.
 * @template T
 * @param {() => T | Promise<T>} act
 * @param {string} [html]
 */
async function inPage(act, html) {
  const page = await world.visit(html)
  try {
    return /** @type {any} */ (await page.evaluate(act))
  } finally {
    await page.context().close()
  }
}

/* Wrapping */

test('a stand-in looks like what it stands for, and goes without a trace', async () => {
  const seen = await inPage(() => {
    class Hidden {
      #secret = 7
      read() {
        return this.#secret
      }
    }
    function original(/** @type {any} */ a, /** @type {any} */ b) {
      if (a === 'throw') throw b
      return new.target ? undefined : [this, a, b]
    }
    original.own = 'kept'
    const home = { original, ctor: Hidden, deep: original }
    const source = Function.prototype.toString
    const text = original.toString()
    const told = []
    const undo = B.wrap(home, 'original', undefined, (result) => void told.push(result[1]))
    const undoCtor = B.wrap(home, 'ctor', () => {
      throw new Error('ours')
    })
    const { original: standIn } = home
    const thrown = { odd: true }
    let caught
    try {
      home.original('throw', thrown)
    } catch (error) {
      caught = error
    }
    const self = {}
    const result = standIn.call(self, 1, 2)
    const looks = {
      replaced: standIn !== original,
      name: standIn.name,
      length: standIn.length,
      own: standIn.own,
      keys: Object.keys(standIn).join(),
      text: standIn.toString() === text && source.call(original) === text,
      called: Function.prototype.toString.call(standIn) === text,
      hidden: Function.prototype.toString.toString() === source.call(source),
      hiddenName: Function.prototype.toString.name,
      self: result[0] === self && result[1] === 1 && result[2] === 2,
      thrown: caught === thrown,
      isNew: new standIn() instanceof original,
      secret: new home.ctor().read(),
      told: told.join(),
    }
    // Somebody wraps it once more; then ours, below, does nothing any more.
    const top = (/** @type {any[]} */ ...args) => standIn(...args)
    home.original = top
    undo()
    undo()
    home.original(9, 9)
    const stays = home.original === top && told.length === 1
    const patched = Function.prototype.toString !== source
    undoCtor()
    return {
      ...looks,
      stays,
      patched,
      back: home.ctor === Hidden,
      unpatched: Function.prototype.toString === source,
    }
  })
  assert.deepEqual(seen, {
    replaced: true,
    name: 'original',
    length: 2,
    own: 'kept',
    keys: 'own',
    text: true,
    called: true,
    hidden: true,
    hiddenName: 'toString',
    self: true,
    thrown: true,
    isNew: true,
    secret: 7,
    told: '1',
    stays: true,
    patched: true,
    back: true,
    unpatched: true,
  })
})

test('a stand-in that something of ours fails in works on', async () => {
  const seen = await inPage(() => {
    const fail = () => {
      throw new Error('ours')
    }
    const home = { f: (/** @type {number} */ a) => a + 1 }
    B.wrap(home, 'f', fail, fail)
    const frozen = Object.freeze({ f: 1 })
    return [home.f(1), typeof B.wrap(frozen, 'f'), typeof B.wrap(undefined, 'f')]
  })
  assert.deepEqual(seen, [2, 'function', 'function'])
})

test('frames of ours have the name that the stack parser strips, minified or not', async () => {
  const { outputFiles } = await build({
    stdin: {
      contents: `import { wrap } from './wrap.js'
        const home = { inner() { return new Error().stack } }
        wrap(home, 'inner', () => {}, () => {})
        document.title = function pageCaller() { return home.inner() }()`,
      resolveDir: `${root}/js/observe`,
    },
    bundle: true,
    minify: true,
    write: false,
  })
  world.site.files['/min.js'] = outputFiles[0]?.text ?? ''
  const page = await world.visit('<script src="/min.js"></script>')
  const names = (await page.title())
    .split(/\s+at /)
    .slice(1)
    .map((line) => line.replace(/ \(.*/, ''))
  assert.deepEqual(
    names.slice(0, 2),
    ['home.inner', 'Object.balefireWrapped [as apply]'].map((n) => n.replace('home', 'Object')),
  )
})

/* Callbacks */

test('errors in timers and frames say where, and reach the page unchanged', async () => {
  const seen = await inPage(async () => {
    const native = [setTimeout, setInterval, requestAnimationFrame]
    const recorder = record()
    const undo = B.browserApiErrorsIntegration().setup(recorder)
    const thrown = new Error('timer')
    const got = await new Promise((done) => {
      setTimeout(
        function (/** @type {any[]} */ ...args) {
          done([this === window, args])
          throw thrown
        },
        1,
        'a',
        'b',
      )
    })
    window.fromString = 0
    setTimeout('window.fromString++')
    await new Promise((done) => {
      const timer = setInterval(function beat() {
        clearInterval(timer)
        done(0)
        throw 'a string'
      }, 1)
    })
    await new Promise((done) =>
      requestAnimationFrame((time) => {
        done(time)
        throw null
      }),
    )
    await tick()
    undo()
    return {
      got,
      fromString: window.fromString,
      told: recorder.captured.map(({ mechanism, handled, data }) => [mechanism, handled, data]),
      values: recorder.captured.map(({ thrown }) => String(thrown)),
      skipped: recorder.skipped,
      same: failures[0] === thrown,
      failures: failures.map(String),
      undone: native.every((fn, i) => [setTimeout, setInterval, requestAnimationFrame][i] === fn),
    }
  })
  assert.deepEqual(seen, {
    got: [true, ['a', 'b']],
    fromString: 1,
    told: [
      ['auto.browser.browserapierrors.setTimeout', false, { handler: '<anonymous>' }],
      ['auto.browser.browserapierrors.setInterval', false, { handler: 'beat' }],
      ['auto.browser.browserapierrors.requestAnimationFrame', false, { handler: 'requestAnimationFrame' }],
    ],
    values: ['Error: timer', 'a string', 'null'],
    skipped: 3,
    same: true,
    failures: ['Error: timer', 'a string', 'null'],
    undone: true,
  })
})

test('a callback is not reported after the end, nor where its kind is switched off', async () => {
  const seen = await inPage(async () => {
    const recorder = record()
    const native = setInterval
    const undo = B.browserApiErrorsIntegration({ setInterval: false }).setup(recorder)
    const untouched = setInterval === native
    const late = new Promise((done) =>
      setTimeout(() => {
        done(0)
        throw new Error('late')
      }, 20),
    )
    undo()
    await late
    await tick()
    return [untouched, recorder.captured.length, failures.length]
  })
  assert.deepEqual(seen, [true, 0, 1])
})

test('a script without CORS wraps no callbacks: it would only hide what they throw', async () => {
  const seen = await inPage(() => {
    const native = [setTimeout, fetch, EventTarget.prototype.addEventListener]
    B.browserApiErrorsIntegration().setup(record({ isMuted: true }))
    B.breadcrumbsIntegration().setup(record({ isMuted: true }))
    B.httpClientIntegration().setup(record({ isMuted: true }))
    return [setTimeout, fetch, EventTarget.prototype.addEventListener].map((fn, i) => fn === native[i])
  })
  assert.deepEqual(seen, [true, true, true])
})

test('handlers of XHR, those that are there when it is sent', async () => {
  const seen = await inPage(async () => {
    const recorder = record()
    B.browserApiErrorsIntegration().setup(recorder)
    const xhr = new XMLHttpRequest()
    xhr.open('GET', '/ok')
    let self
    function whenLoaded() {
      self = this
      throw new Error('load')
    }
    const text = whenLoaded.toString()
    xhr.onload = whenLoaded
    xhr.send()
    const looks = [xhr.onload.name, xhr.onload.toString() === text]
    await new Promise((done) => xhr.addEventListener('loadend', done))
    xhr.open('GET', '/ok')
    xhr.send()
    await new Promise((done) => xhr.addEventListener('loadend', done))
    return {
      looks,
      self: self === xhr,
      told: recorder.captured.map(({ mechanism, data }) => [mechanism, data]),
      failures: failures.map(String),
    }
  })
  const told = ['auto.browser.browserapierrors.xhr.onload', { handler: 'whenLoaded' }]
  assert.deepEqual(seen, {
    looks: ['whenLoaded', true],
    self: true,
    told: [told, told],
    failures: ['Error: load', 'Error: load'],
  })
})

test('listeners: told what they throw, added once, removed in all ways', async () => {
  const seen = await inPage(async () => {
    const recorder = record()
    const target = new EventTarget()
    const other = new EventTarget()
    const ping = (/** @type {EventTarget} */ on = target) => on.dispatchEvent(new Event('ping'))
    let count = 0
    const counts = () => {
      const was = count
      count = 0
      return was
    }
    const listener = () => void count++
    const early = () => void count++
    target.addEventListener('ping', early)
    const uncallable = { handleEvent: /** @type {any} */ (5) }
    const nativeTarget = new EventTarget()
    nativeTarget.addEventListener('ping', uncallable)
    ping(nativeTarget)
    const nativeFailures = failures.splice(0).map(String)
    const native = EventTarget.prototype.addEventListener
    const undo = B.browserApiErrorsIntegration().setup(recorder)
    /** @type {Record<string, any>} */
    const seen = {}

    target.addEventListener('ping', early)
    ping()
    seen.beforeAndAfterUs = counts()
    target.removeEventListener('ping', early)
    ping()
    seen.earlyRemoved = counts()

    target.addEventListener('ping', listener)
    target.addEventListener('ping', listener)
    other.addEventListener('ping', listener)
    ping()
    ping(other)
    seen.twoTargets = counts()
    target.addEventListener('ping', listener, true)
    ping()
    seen.captureIsAnother = counts()
    target.removeEventListener('ping', listener, { capture: true })
    ping()
    seen.captureRemoved = counts()
    target.removeEventListener('ping', listener)
    ping()
    ping(other)
    seen.removedFromOne = counts()
    target.addEventListener('ping', listener, { once: true })
    ping()
    ping()
    seen.once = counts()
    const ending = new AbortController()
    target.addEventListener('ping', listener, { signal: ending.signal })
    ping()
    ending.abort()
    ping()
    seen.signal = counts()

    const object = {
      self: /** @type {any} */ (undefined),
      handleEvent() {
        this.self = this
        count++
      },
    }
    const { handleEvent } = object
    target.addEventListener('ping', object)
    target.addEventListener('ping', object)
    ping()
    seen.object = [counts(), object.self === object, object.handleEvent === handleEvent]
    object.handleEvent = () => {
      count += 10
      throw new Error('object')
    }
    ping()
    seen.lookedUp = counts()
    failures.length = 0
    const third = new EventTarget()
    third.addEventListener('ping', uncallable)
    ping(third)
    seen.notCallable = failures.splice(0).map(String).join() === nativeFailures.join()
    target.removeEventListener('ping', object)
    object.handleEvent = handleEvent
    ping()
    seen.objectRemoved = counts()

    seen.nothing = [target.addEventListener('ping', null), target.removeEventListener('ping', null)]
    try {
      target.addEventListener('ping', /** @type {any} */ (5))
    } catch (error) {
      seen.wrong = error.name
    }
    // Without `this` the global is meant.
    const { addEventListener: add, removeEventListener: remove } = window
    add('ping', listener)
    ping(/** @type {any} */ (window))
    remove('ping', listener)
    ping(/** @type {any} */ (window))
    seen.bare = counts()

    const thrown = new Error('listener')
    target.addEventListener('ping', function broken(event) {
      seen.self = this === target && event.type
      throw thrown
    })
    ping()
    seen.same = failures.at(-1) === thrown
    seen.told = recorder.captured.map(({ mechanism, handled, data }) => [mechanism, handled, data])
    seen.skipped = recorder.skipped

    target.addEventListener('ping', listener)
    seen.source =
      EventTarget.prototype.addEventListener.toString() === Function.prototype.toString.call(native)
    undo()
    seen.undone = EventTarget.prototype.addEventListener === native
    ping()
    seen.afterUndo = [counts(), recorder.captured.length]
    target.removeEventListener('ping', listener)
    ping()
    seen.removedAfterUndo = counts()

    // And begun again.
    const second = record()
    B.browserApiErrorsIntegration().setup(second)
    ping()
    seen.again = second.captured.length
    return seen
  })
  const data = { target: 'EventTarget' }
  assert.deepEqual(seen, {
    beforeAndAfterUs: 1,
    earlyRemoved: 0,
    twoTargets: 2,
    captureIsAnother: 2,
    captureRemoved: 1,
    removedFromOne: 1,
    once: 1,
    signal: 1,
    object: [1, true, true],
    lookedUp: 10,
    notCallable: true,
    objectRemoved: 0,
    nothing: [undefined, undefined],
    wrong: 'TypeError',
    bare: 1,
    self: 'ping',
    same: true,
    told: [
      ['auto.browser.browserapierrors.handleEvent', false, { handler: '<anonymous>', ...data }],
      ['auto.browser.browserapierrors.addEventListener', false, { handler: 'broken', ...data }],
    ],
    skipped: 2,
    source: true,
    undone: true,
    afterUndo: [1, 2],
    removedAfterUndo: 0,
    again: 1,
  })
})

test('all targets inherit their two functions from EventTarget', async () => {
  const owners = await inPage(() =>
    Object.getOwnPropertyNames(window).filter((name) => {
      const found = Object.getOwnPropertyDescriptor(window, name)?.value
      return typeof found === 'function' && Object.hasOwn(found.prototype ?? {}, 'addEventListener')
    }),
  )
  assert.deepEqual(owners, ['EventTarget'])
})

/* Requests */

test('fetch: breadcrumbs, and promises that are as handled as before', async () => {
  const seen = await inPage(async () => {
    const recorder = record()
    const native = fetch
    const undo = B.breadcrumbsIntegration().setup(recorder)
    const ok = await fetch('/ok?password=x&page=2')
    await fetch(new Request('/missing', { method: 'post' }))
    await fetch(new URL('/broken', location.href), { method: 'put' })
    const handled = await fetch('http://127.0.0.1:1/gone').catch((error) => error)
    fetch('http://127.0.0.1:1/unhandled')
    await new Promise((done) => addEventListener('unhandledrejection', done))
    const aborted = await fetch('/ok', { signal: AbortSignal.abort() }).catch((error) => error)
    undo()
    return {
      text: await ok.text(),
      crumbs: recorder.crumbs,
      hosts: [B.hostOf(handled), B.hostOf(failures[0]), B.hostOf(aborted), B.hostOf('text')],
      messages: [handled.message, ...failures.map((error) => error.message)],
      undone: fetch === native,
    }
  })
  const { url } = world.site
  const crumb = (
    /** @type {string} */ method,
    /** @type {string} */ url,
    /** @type {number | undefined} */ status_code,
    /** @type {string | undefined} */ level,
  ) => ({
    type: 'http',
    category: 'fetch',
    level,
    data: { method, url, ...(status_code && { status_code }) },
  })
  assert.deepEqual(seen, {
    text: 'fine',
    crumbs: [
      crumb('GET', '/ok?password=[Filtered]&page=2', 200, undefined),
      crumb('POST', `${url}/missing`, 404, 'warning'),
      crumb('PUT', `${url}/broken`, 503, 'error'),
      crumb('GET', 'http://127.0.0.1:1/gone', undefined, 'error'),
      crumb('GET', 'http://127.0.0.1:1/unhandled', undefined, 'error'),
      crumb('GET', '/ok', undefined, 'error'),
    ],
    hosts: ['127.0.0.1:1', '127.0.0.1:1', undefined, undefined],
    messages: ['Failed to fetch', 'Failed to fetch'],
    undone: true,
  })
})

test('XHR: breadcrumbs that are there before the handlers of the page run', async () => {
  const seen = await inPage(async () => {
    const recorder = record()
    const native = [XMLHttpRequest.prototype.open, XMLHttpRequest.prototype.send]
    const undo = B.breadcrumbsIntegration({ fetch: false }).setup(recorder)
    const counts = /** @type {number[]} */ ([])
    const xhr = new XMLHttpRequest()
    const send = (/** @type {string} */ method, /** @type {string} */ url, async = true) => {
      const done = new Promise((done) => {
        xhr.onloadend = done
      })
      xhr.open(method, url, async)
      xhr.onreadystatechange = () => {
        if (xhr.readyState === 4) counts.push(recorder.crumbs.length)
      }
      xhr.send()
      return async && done
    }
    await send('get', '/ok?token=a')
    await send('POST', '/missing')
    send('GET', '/broken', false)
    await send('GET', 'http://127.0.0.1:1/gone')
    const own = Object.keys(xhr).length
    const done = send('GET', '/ok')
    xhr.abort()
    await done
    undo()
    await send('GET', '/ok')
    const { open: nowOpen, send: nowSend } = XMLHttpRequest.prototype
    return { crumbs: recorder.crumbs, counts, own, undone: nowOpen === native[0] && nowSend === native[1] }
  })
  const crumb = (
    /** @type {string} */ method,
    /** @type {string} */ url,
    /** @type {number} */ status_code,
    /** @type {string | undefined} */ level,
  ) => ({ type: 'http', category: 'xhr', level, data: { method, url, status_code } })
  assert.deepEqual(seen, {
    crumbs: [
      crumb('GET', '/ok?token=[Filtered]', 200, undefined),
      crumb('POST', '/missing', 404, 'warning'),
      crumb('GET', '/broken', 503, 'error'),
      crumb('GET', 'http://127.0.0.1:1/gone', 0, undefined),
      crumb('GET', '/ok', 0, undefined),
    ],
    counts: [1, 2, 3, 4, 5, 5],
    own: 0,
    undone: true,
  })
})

/* What the visitor does */

/** Breadcrumbs of what a visitor does. @param {string} html @param {(page: import('playwright-core').Page) => Promise<unknown>} act */
async function visitor(html, act) {
  const page = await world.visit(html)
  await page.evaluate(() => {
    window.recorder = record()
    window.undo = B.breadcrumbsIntegration({ console: false }).setup(window.recorder)
  })
  await act(page)
  const crumbs = await page.evaluate('recorder.crumbs')
  await page.context().close()
  return crumbs
}

const SELECTORS = {
  'id, classes and attributes': [
    '<div class="a  b"><button id="hit" class="c" type="button" name="n" title="t" aria-label="l" value="v" data-x="y">secret text</button></div>',
    'div.a.b > button#hit.c[aria-label="l"][type="button"][name="n"][title="t"]',
  ],
  'five levels': ['<main><p><b><i><u><s id="hit">x</s></u></i></b></p></main>', 'p > b > i > u > s#hit'],
  'eighty characters': [`<div class="${'w'.repeat(70)}"><i id="hit">x</i></div>`, 'i#hit'],
  'SVG, whose className is no text': [
    '<svg class="icon"><rect id="hit" class="r" width="99" height="99"/></svg>',
    'body > svg.icon > rect#hit.r',
  ],
  'a form with fields that hide its own properties': [
    '<form id="f"><input name="id"><input name="tagName"><input name="getAttribute"><input name="nodeName"><i id="hit">x</i></form>',
    'body > <unknown>#f > i#hit',
  ],
}

for (const [name, [html = '', message]] of Object.entries(SELECTORS)) {
  test(`a click names the element: ${name}`, async () => {
    const crumbs = await visitor(html, (page) => page.click('#hit'))
    assert.deepEqual(crumbs, [{ category: 'ui.click', message }])
  })
}

test("what names an element is Sentry's", async () => {
  const { outputFiles } = await build({
    stdin: {
      contents: "import { htmlTreeAsString } from '@sentry/browser-utils'; window.oracle = htmlTreeAsString",
      resolveDir: `${root}/node_modules/@sentry/browser`,
    },
    bundle: true,
    write: false,
  })
  const script = `<script>${outputFiles[0]?.text.replaceAll('</script', '<\\/script')}</script>`
  for (const [html = '', message] of Object.values(SELECTORS).filter(([html]) => !html?.includes('<form'))) {
    const page = await world.visit(html + script)
    assert.equal(await page.evaluate("oracle(document.querySelector('#hit'))"), message)
    await page.context().close()
  }
})

test('a click names components', async () => {
  const html = '<div data-sentry-component="Card"><p data-sentry-element="Line"><i id="hit">x</i></p></div>'
  assert.deepEqual(await visitor(html, (page) => page.click('#hit')), [
    { category: 'ui.click', message: 'body > Card > Line > i#hit', data: { 'ui.component_name': 'Line' } },
  ])
})

test('a click in a shadow tree, on what is removed, and on what fails', async () => {
  const crumbs = await visitor(
    '<div id="host"></div><b id="gone">x</b><u id="hostile">x</u>',
    async (page) => {
      await page.evaluate(() => {
        const root = /** @type {Element} */ (document.querySelector('#host')).attachShadow({ mode: 'open' })
        root.innerHTML = '<i id="inside">x</i>'
        const gone = /** @type {HTMLElement} */ (document.querySelector('#gone'))
        addEventListener('click', ({ target }) => target === gone && gone.remove(), true)
        Object.defineProperty(document.querySelector('#hostile'), 'tagName', {
          get() {
            throw new Error('hostile')
          },
        })
        document.createElement('a').click()
      })
      await page.click('#inside')
      await page.click('#gone')
      await page.click('#hostile')
      await page.click('#inside')
      assert.deepEqual(await page.evaluate('failures.length'), 0)
    },
  )
  assert.deepEqual(
    crumbs.map((/** @type {any} */ { message }) => message),
    ['body > div#host > i#inside', 'body > b#gone', 'body > <unknown>#hostile', 'body > div#host > i#inside'],
  )
})

test('clicks that follow each other on one element are one, typing is told without what was typed', async () => {
  const html =
    '<i id="one">x</i><i id="two">x</i><input id="in"><textarea id="area"></textarea><p id="edit" contenteditable>x</p><button id="b">x</button>'
  const crumbs = await visitor(html, async (page) => {
    await page.evaluate(() => {
      // Time as the page's clock tells it, so that nobody waits.
      window.late = 0
      const { get } = /** @type {any} */ (Object.getOwnPropertyDescriptor(Event.prototype, 'timeStamp'))
      Object.defineProperty(Event.prototype, 'timeStamp', {
        get() {
          return get.call(this) + window.late
        },
      })
      // Whoever stops an event does not stop us.
      document.addEventListener('click', (event) => event.stopImmediatePropagation(), true)
    })
    await page.click('#one')
    await page.click('#one')
    await page.click('#two')
    await page.evaluate('late += 1001')
    await page.click('#two')
    for (const id of ['in', 'area', 'edit', 'b']) {
      await page.focus(`#${id}`)
      await page.keyboard.type('pw')
    }
    await page.evaluate('undo()')
    await page.click('#one')
  })
  assert.deepEqual(
    crumbs.map((/** @type {any} */ { category, message }) => [category, message]),
    [
      ['ui.click', 'body > i#one'],
      ['ui.click', 'body > i#two'],
      ['ui.click', 'body > i#two'],
      ['ui.input', 'body > input#in'],
      ['ui.input', 'body > textarea#area'],
      ['ui.input', 'body > p#edit'],
    ],
  )
})

test('navigation', async () => {
  const seen = await inPage(async () => {
    const recorder = record()
    const native = [history.pushState, history.replaceState]
    const undo = B.breadcrumbsIntegration().setup(recorder)
    history.pushState({}, '', '/a?token=x&y=1')
    history.pushState({}, '', '/a?token=x&y=1')
    history.replaceState({}, '', '#top')
    try {
      history.pushState({}, '', 'https://elsewhere.test/')
    } catch {}
    const back = new Promise((done) => addEventListener('popstate', done))
    history.back()
    await back
    const own = Object.getOwnPropertyNames(history).length
    undo()
    history.pushState({}, '', '/b')
    return {
      moves: recorder.crumbs.map(({ category, data: { from, to } }) => [category, from, to]),
      own,
      undone: history.pushState === native[0] && history.replaceState === native[1],
    }
  })
  const [start] = seen.moves[0].slice(1)
  assert.match(start, /^\/page\d+\.html\?token=\[Filtered\]$/)
  const a = '/a?token=[Filtered]&y=1'
  assert.deepEqual(seen, {
    moves: [
      ['navigation', start, a],
      ['navigation', a, `${a}#top`],
      ['navigation', `${a}#top`, a],
    ],
    own: 0,
    undone: true,
  })
})

/* The console */

test('the console: breadcrumbs in the shape of Sentry', async () => {
  const seen = await inPage(() => {
    const recorder = record()
    const native = { ...console }
    const undo = B.breadcrumbsIntegration().setup(recorder)
    const add = recorder.addBreadcrumb
    recorder.addBreadcrumb = function (/** @type {any} */ crumb) {
      // As a beforeBreadcrumb may.
      console.log('about a breadcrumb')
      add.call(this, crumb)
    }
    const poison = {
      toString() {
        throw new Error('asked')
      },
    }
    console.debug('a', 1, null, undefined)
    console.info('b')
    console.log('c', { a: 1 }, [1], () => {})
    console.warn('d', poison)
    console.error(new TypeError('e'))
    console.trace('f')
    console.assert(true, 'no')
    console.assert(false, 'g', 2)
    console.assert(false)
    console.log(Symbol('h'), 10n)
    console.warn('balefire: ours', 1)
    console.log('x'.repeat(5000))
    undo()
    console.log('after')
    return {
      crumbs: recorder.crumbs.map(({ category, level, message, data }) => [
        category,
        level,
        message.length > 200 ? message.length : message,
        data.logger,
        data.arguments.map(String).join('|').slice(0, 60),
      ]),
      undone: ['debug', 'info', 'log', 'warn', 'error', 'trace', 'assert'].every(
        (n) => native[n] === console[n],
      ),
    }
  })
  const crumb = (/** @type {any[]} */ level, /** @type {any} */ message, /** @type {string} */ args) => [
    'console',
    level,
    message,
    'console',
    args,
  ]
  assert.deepEqual(seen.crumbs, [
    crumb('debug', 'a 1 null undefined', 'a|1|null|undefined'),
    crumb('info', 'b', 'b'),
    crumb(
      'log',
      'c [object Object] [object Array] [object Function]',
      'c|[object Object]|[object Array]|[object Function]',
    ),
    crumb('warning', 'd [object Object]', 'd|[object Object]'),
    crumb('error', 'TypeError: e', 'TypeError: e'),
    crumb('log', 'f', 'f'),
    crumb('log', 'Assertion failed: g 2', 'g|2'),
    crumb('log', 'Assertion failed', ''),
    crumb('log', 'Symbol(h) 10', 'Symbol(h)|10'),
    crumb('log', 1000, 'x'.repeat(60)),
  ])
  assert.ok(seen.undone)
})

test('each kind of breadcrumb can be switched off', async () => {
  const seen = await inPage(async () => {
    const recorder = record()
    const off = { console: false, dom: false, fetch: false, history: false, sentry: false, xhr: false }
    const native = [console.log, fetch, history.pushState, XMLHttpRequest.prototype.send]
    const integration = B.breadcrumbsIntegration(off)
    integration.setup(recorder)
    document.body.click()
    const now = [console.log, fetch, history.pushState, XMLHttpRequest.prototype.send]
    return [
      native.every((fn, i) => fn === now[i]),
      recorder.crumbs.length,
      integration.sentry,
      B.breadcrumbsIntegration().sentry,
    ]
  })
  assert.deepEqual(seen, [true, 0, false, true])
})

/* To choose */

test('captureConsole: output becomes events, ours does not', async () => {
  const seen = await inPage(() => {
    const recorder = record()
    B.breadcrumbsIntegration().setup(record())
    const undo = B.captureConsoleIntegration({ levels: ['error', 'assert'], handled: false }).setup(recorder)
    const capture = recorder.capture
    recorder.capture = function (/** @type {any} */ caught) {
      console.error('while capturing')
      capture.call(this, caught)
    }
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
  for (const { stack } of seen) assert.doesNotMatch(stack, /\/js\/observe\//)
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
  const { url } = world.site
  const [plain, withHeaders, chosen, none] = seen
  const what = 'Error: HTTP Client Error with status code: 503'
  for (const { top } of plain) assert.doesNotMatch(top, /\/js\/observe\//)
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
