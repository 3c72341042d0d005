// @ts-check
// Pages that have frozen, replaced or taken away a built-in, before the SDK or after it: one page for each. The page's
// error arrives, and no call of the page's own fails that would not fail without us.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { startBrowser } from './browser.mjs'
import { sdkFiles } from './built.mjs'
import { eventually } from './eventually.mjs'
import { startIngest } from './ingest.mjs'
import { startSite } from './site.mjs'

/** Objects that pages freeze. */
const FROZEN = [
  'Array',
  'Date',
  'Error',
  'EventTarget',
  'Function',
  'History',
  'JSON',
  'Map',
  'Math',
  'Object',
  'Promise',
  'Proxy',
  'Reflect',
  'RegExp',
  'Set',
  'String',
  'WeakMap',
  'WebAssembly',
  'XMLHttpRequest',
  'console',
]

/** Globals that are taken away, or throw when they are called. */
const GLOBALS = [
  'Error',
  'EventTarget',
  'Intl',
  'JSON',
  'Map',
  'Promise',
  'Proxy',
  'Reflect',
  'Response',
  'Set',
  'TextDecoder',
  'TextEncoder',
  'URL',
  'WeakMap',
  'WeakRef',
  'WebAssembly',
  'XMLHttpRequest',
  'addEventListener',
  'console',
  'crypto',
  'fetch',
  'performance',
  'removeEventListener',
  'requestAnimationFrame',
  'setInterval',
  'setTimeout',
]

/** Functions that throw when they are called: those that the SDK and old libraries touch. */
const FUNCTIONS = Object.entries({
  Array: 'from isArray',
  'Array.prototype':
    'at concat entries every filter find findIndex findLast flat flatMap forEach includes indexOf join keys lastIndexOf map pop reduce reverse shift some sort unshift values push slice splice',
  Date: 'now',
  'Date.prototype': 'toISOString toJSON',
  'Element.prototype': 'getAttribute',
  'Event.prototype': 'composedPath',
  'EventTarget.prototype': 'addEventListener removeEventListener',
  'Function.prototype': 'apply bind call toString',
  'Headers.prototype': 'get',
  'History.prototype': 'pushState replaceState',
  JSON: 'parse stringify',
  Math: 'max min random',
  Number: 'isFinite',
  Object: 'assign defineProperty entries fromEntries getPrototypeOf keys values',
  Promise: 'all race resolve',
  'Promise.prototype': 'catch finally then',
  Reflect: 'apply construct set',
  'Response.prototype': 'clone text',
  'String.prototype': 'at endsWith includes padStart replaceAll startsWith trim',
  Symbol: 'for',
  'WeakMap.prototype': 'get has set',
  console: 'error log warn',
}).flatMap(([object, names]) => names.split(' ').map((name) => /** @type {const} */ ([object, name])))

/** What the pages do, and what is done to them: a way, and the code for it. @type {{ name: string, before?: string, later?: string }[]} */
const PAGES = [
  ...FROZEN.map((name) => ({
    name: `${name} is frozen`,
    before: `Object.freeze(${name}); if (${name}.prototype) Object.freeze(${name}.prototype)`,
  })),
  ...GLOBALS.flatMap((name) =>
    ['before', 'later'].flatMap((when) => [
      { name: `${name} is gone, ${when}`, [when]: `put(window, '${name}', undefined)` },
      { name: `${name} throws, ${when}`, [when]: `put(window, '${name}', thrower)` },
    ]),
  ),
  ...['addEventListener', 'fetch', 'setTimeout'].map((name) => ({
    name: `${name} cannot be written`,
    before: `Object.defineProperty(window, '${name}', { value: ${name}, writable: false, configurable: false })`,
  })),
  ...FUNCTIONS.flatMap(([object, name]) =>
    ['before', 'later'].map((when) => ({
      name: `${object}.${name} throws, ${when}`,
      [when]: `put(${object}, '${name}', thrower)`,
    })),
  ),
]

/** The script of the SDK, such as the one with tracing: `npm run matrix` runs that one. */
const SCRIPT = process.env.SCRIPT ?? 'balefire.min.js'

/** @param {{ before?: string, later?: string }} page @param {string} dsn */
const html = ({ before = '', later = '' }, dsn) => `<!doctype html><title></title>
<script>
  const { defineProperty } = Object
  const put = (object, name, value) => defineProperty(object, name, { value, writable: true, configurable: true })
  const thrower = function () {
    throw 'broken'
  }
  const isOwn = (error) => error === 'broken' || /is not (a function|a constructor|defined)|of undefined/.test(error?.message)
</script>
<script>${before}</script>
<script src="/${SCRIPT}" data-dsn="${dsn}" data-release="a@1" data-traces-sample-rate="1"></script>
<script>${later}</script>
<script>
  // What fails by what was done to the page, is the page's. Whatever else fails is our fault.
  const act = (name, go) => {
    try {
      go()
    } catch (error) {
      if (!isOwn(error)) document.title += name + ': ' + error + '; '
    }
  }
  const element = document.createElement('p')
  const listener = () => {
    document.title += 'heard '
  }
  act('listens', () => element.addEventListener('click', listener))
  act('dispatches', () => element.dispatchEvent(new Event('click')))
  act('is deaf', () => element.removeEventListener('click', listener))
  act('sets a timer', () => setTimeout(() => {}, 0))
  act('draws', () => requestAnimationFrame(() => {}))
  act('logs', () => console.log('a line', { a: 1 }))
  act('moves', () => history.pushState({}, '', '?on'))
  act('asks', () => void fetch('/ok'))
  act('asks as of old', () => {
    const xhr = new XMLHttpRequest()
    xhr.open('GET', '/ok')
    xhr.send()
  })
  act('shows its source', () => listener.toString())
  act('captures', () => Balefire.addBreadcrumb({ message: 'made', data: { list: [1, { a: 2 }] } }))
  queueMicrotask(() => {
    throw new TypeError('seen')
  })
</script>`

/** Pages that are open at the same time. */
const AT_ONCE = 12

describe('a page that has broken a built-in', () => {
  /** @type {Awaited<ReturnType<typeof startIngest>>} */
  let ingest
  /** @type {Awaited<ReturnType<typeof startSite>>} */
  let site
  /** @type {Awaited<ReturnType<typeof startBrowser>>} */
  let browser
  /** @type {import('playwright-core').BrowserContext} */
  let context
  before(async () => {
    ingest = await startIngest()
    site = await startSite({
      ...sdkFiles(),
      '/ok': 'fine',
    })
    browser = await startBrowser()
    context = (await browser.newPage()).context()
  })
  after(async () => {
    await browser?.close()
    await site?.close()
    await ingest?.close()
  })

  /** @param {(typeof PAGES)[number]} subject @param {number} project */
  async function visit(subject, project) {
    site.files[`/${project}.html`] = html(subject, `http://key@${ingest.host}/${project}`)
    const page = await context.newPage()
    /** @type {string[]} */
    const failures = []
    page.on('pageerror', (error) => failures.push(error.message ?? String(error)))
    try {
      await page.goto(`${site.url}/${project}.html`)
      const events = () => ingest.of(project).filter(({ type }) => type === 'event')
      await eventually(() => events().length, `the event of a page where ${subject.name}`, 20_000)
      const title = await page.title()
      return {
        subject,
        failures,
        title,
        values: events().map(({ event }) => event.exception?.values.at(-1).value),
      }
    } finally {
      await page.close()
    }
  }

  test('reports its error, and sees no fault of ours', async () => {
    const word = process.env.PAGE ?? ''
    const queue = PAGES.filter(({ name }) => name.includes(word)).map((subject, at) => ({
      subject,
      project: at + 1,
    }))
    /** @type {string[]} */
    const wrong = []
    const work = async () => {
      for (let next = queue.shift(); next; next = queue.shift()) {
        const { subject, project } = next
        try {
          const { failures, title, values } = await visit(subject, project)
          const others = failures.filter((message) => !/seen|^broken$/.test(message))
          if (others.length || /:/.test(title)) wrong.push(`${subject.name}: ${title} ${others.join(' ')}`)
          if (values.length !== 1 || values[0] !== 'seen')
            wrong.push(`${subject.name}: ${JSON.stringify(values)}`)
        } catch (error) {
          wrong.push(`${subject.name}: ${/** @type {Error} */ (error).message}`)
        }
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
    assert.ok(wrong.length === 0, wrong.join('\n'))
  })
})
