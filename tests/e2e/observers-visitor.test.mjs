// @ts-check
// What the visitor does becomes breadcrumbs.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { build } from 'esbuild'
import { root } from '../../scripts/run.mjs'
import { observers } from './observers.mjs'

/** Runs in the page, where these are. @type {any} */
const { B, record } = globalThis

const { inPage, visit } = observers()

/** Breadcrumbs of what a visitor does. @param {string} html @param {(page: import('playwright-core').Page) => Promise<unknown>} act */
async function visitor(html, act) {
  const page = await visit(html)
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
    const page = await visit(html + script)
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
  assert.match(start, /^\/page\d+\.html\?token=\w+$/)
  const a = '/a?token=x&y=1'
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
