// @ts-check
import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { breadcrumbsOf } from '../../js/report/breadcrumb_texts.js'
import {
  getCurrentScope,
  getGlobalScope,
  getIsolationScope,
  snapshot,
  withIsolationScope,
  withScope,
} from '../../js/scope/current_scopes.js'
import { Scope } from '../../js/scope/scope.js'

beforeEach(() => {
  for (const scope of [getGlobalScope(), getIsolationScope(), getCurrentScope()]) scope.clear()
})

const tags = (/** @type {any} */ context = undefined, /** @type {any} */ given = undefined) =>
  snapshot(context, given).tags

test('what is nearer goes before what is farther', () => {
  getGlobalScope().setTags({ a: 'global', b: 'global', c: 'global', d: 'global' })
  getIsolationScope().setTags({ b: 'page', c: 'page', d: 'page' })
  getCurrentScope().setTags({ c: 'here', d: 'here' })
  assert.deepEqual(tags({ tags: { d: 'event' } }), { a: 'global', b: 'page', c: 'here', d: 'event' })
})

test('an event keeps the scope as it was', () => {
  const scope = getIsolationScope().setTag('a', 1).setUser({ id: 1 }).setContext('c', { x: 1 })
  scope.addBreadcrumb({ message: 'one' })
  const kept = snapshot(undefined, undefined)
  scope.setTag('a', 2).setUser(null).setContext('c', null).clearBreadcrumbs()
  assert.deepEqual([kept.tags, kept.user, kept.contexts], [{ a: 1 }, { id: 1 }, { c: { x: 1 } }])
  assert.deepEqual(
    kept.breadcrumbs.map((/** @type {any} */ crumb) => crumb.message),
    ['one'],
  )
  assert.equal(snapshot(undefined, undefined).user, null)
})

test('contexts of one event: an object, a function, a scope', () => {
  assert.deepEqual(tags({ tags: { a: 1 } }), { a: 1 })
  assert.deepEqual(
    tags((/** @type {Scope} */ scope) => scope.setTag('a', 2)),
    { a: 2 },
  )
  assert.deepEqual(tags(new Scope().setTag('a', 3)), { a: 3 })
  assert.equal(tags(), undefined, 'and nothing of it stays')
})

test('lists add up, and a fingerprint that is set replaces the one before', () => {
  const first = () => null
  const second = () => null
  getIsolationScope().addEventProcessor(first)
  getCurrentScope().addEventProcessor(second).setFingerprint(['a']).setFingerprint(['b'])
  const { eventProcessors, fingerprint } = snapshot({ fingerprint: ['c'] }, undefined)
  assert.deepEqual(
    [eventProcessors, fingerprint],
    [
      [first, second],
      ['b', 'c'],
    ],
  )
})

test('an event of the page keeps its own', () => {
  getIsolationScope().setTag('a', 1)
  const ownEvent = { tags: { b: 2 }, breadcrumbs: [{ message: 'own' }] }
  const scope = snapshot(undefined, ownEvent)
  assert.deepEqual([scope.tags, breadcrumbsOf({ scope, ownEvent })], [{ a: 1, b: 2 }, [{ message: 'own' }]])
})

test('withScope is for a while', () => {
  const result = withScope((outer) => {
    outer.setTag('a', 1)
    withScope((inner) => {
      inner.setTag('b', 2)
      assert.deepEqual(tags(), { a: 1, b: 2 })
    })
    assert.deepEqual(tags(), { a: 1 })
    return 'result'
  })
  assert.equal(result, 'result')
  assert.throws(() =>
    withScope(() => {
      throw new TypeError('the page')
    }),
  )
  assert.equal(tags(), undefined)
  withScope(new Scope().setTag('own', 1), () => assert.deepEqual(tags(), { own: 1 }))
  withIsolationScope((scope) => assert.equal(scope, getIsolationScope()))
})

test('withScope waits for a promise, and passes on what becomes of it', async () => {
  let finish = () => {}
  const done = withScope(async (scope) => {
    scope.setTag('a', 1)
    await new Promise((resolve) => {
      finish = () => resolve(undefined)
    })
    return 7
  })
  assert.deepEqual(tags(), { a: 1 })
  finish()
  assert.equal(await done, 7)
  assert.equal(tags(), undefined)
  await assert.rejects(
    withScope(() => Promise.reject(new RangeError('the page'))),
    RangeError,
  )
  assert.equal(tags(), undefined)
})

test('the ring of breadcrumbs', () => {
  for (let n = 0; n < 1000; n++) getIsolationScope().addBreadcrumb({ message: String(n) }, 3)
  const { breadcrumbs } = snapshot(undefined, undefined, 3)
  assert.deepEqual(
    breadcrumbs.map((/** @type {any} */ crumb) => crumb.message),
    ['997', '998', '999'],
  )
  assert.ok(getIsolationScope().breadcrumbs.length <= 6)
  assert.deepEqual(snapshot(undefined, undefined, 0).breadcrumbs, [])
})

test('what a getter of the page throws stays with us', () => {
  const warn = console.warn
  /** @type {unknown[]} */
  const warnings = []
  console.warn = (...args) => warnings.push(args[0])
  try {
    getIsolationScope().setExtras({ a: 1 })
    getIsolationScope().setExtras({
      get b() {
        throw new Error('no')
      },
    })
  } finally {
    console.warn = warn
  }
  assert.deepEqual([warnings, snapshot(undefined, undefined).extra], [['balefire:'], { a: 1 }])
})
