// @ts-check
// Console output becomes breadcrumbs.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { observers } from './observers.mjs'

/** Runs in the page, where these are. @type {any} */
const { B, record } = globalThis

const { inPage } = observers()

test('the console: breadcrumbs in the shape of Sentry', async () => {
  const seen = await inPage(async () => {
    const recorder = record()
    const native = { ...console }
    const undo = B.breadcrumbsIntegration().setup({
      ...recorder,
      addBreadcrumb(/** @type {any} */ crumb) {
        // As a beforeBreadcrumb may.
        console.log('about a breadcrumb')
        recorder.addBreadcrumb(crumb)
      },
    })
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
    // Objects are read in the next task.
    await tick()
    return {
      crumbs: recorder.crumbs.map(({ category, level, message, data }) => [
        category,
        level,
        message.length > 200 ? message.length : message,
        data.logger,
        data.arguments
          .map((/** @type {any} */ it) => (Object(it) === it ? JSON.stringify(it) : String(it)))
          .join('|')
          .slice(0, 60),
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
      'c|{"a":1}|[1]|[Function: <anonymous>]',
    ),
    crumb('warning', 'd [object Object]', 'd|{"toString":"[Function: toString]"}'),
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
