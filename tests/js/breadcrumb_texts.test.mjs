// @ts-check
// Events share their breadcrumbs: each is read and written once, and only what a function of the page has changed is again.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { breadcrumbReader, breadcrumbsOf, changedTexts, textsOf } from '../../js/report/breadcrumb_texts.js'
import { eventBreadcrumbs } from '../../js/report/event_breadcrumb.js'
import { getIsolationScope } from '../../js/scope/current_scopes.js'
import { movedOn } from '../../js/send/moved_on.js'

const write = (/** @type {unknown} */ value) => JSON.stringify(value)

test('of a list that moves on, only what is new is looked up', () => {
  /** @type {string[]} */
  const lookedUp = []
  const read = movedOn((/** @type {string} */ item) => {
    lookedUp.push(item)
    return item.toUpperCase()
  })
  for (const [list, fresh] of /** @type {const} */ ([
    ['abc', 'abc'],
    ['bcd', 'd'],
    ['bcd', ''],
    ['bcde', 'e'],
    ['dexf', 'xf'],
    ['exg', 'g'],
    ['', ''],
    ['eg', 'eg'],
    ['ge', 'e'],
    ['gge', 'ge'],
  ])) {
    lookedUp.length = 0
    assert.deepEqual([read([...list]).join(''), lookedUp.join('')], [list.toUpperCase(), fresh], list)
  }
})

test('breadcrumbs are read and written once, in whichever events they are', () => {
  let reads = 0
  const normal = (/** @type {any} */ value) => {
    reads++
    return { ...value, is: 'plain' }
  }
  const [a, b, c] = [{ n: 1 }, { n: 2 }, { n: 3 }]
  const read = breadcrumbReader()
  const texts = (/** @type {object[]} */ ...list) => textsOf(read(list, normal, 3))
  assert.deepEqual(texts(a, b), ['{"n":1,"is":"plain"}', '{"n":2,"is":"plain"}'])
  assert.deepEqual(texts(b, c), ['{"n":2,"is":"plain"}', '{"n":3,"is":"plain"}'])
  assert.deepEqual(texts(a, c), ['{"n":1,"is":"plain"}', '{"n":3,"is":"plain"}'])
  assert.equal(reads, 3)
})

test('breadcrumbs of the scopes, of the events just before, and of the page own event, the newest', () => {
  const one = (/** @type {number} */ n) => ({ n })
  const scope = { breadcrumbs: [one(1), one(2)] }
  for (const [breadcrumbs, missing, most, expected] of /** @type {[any, any[], any, number[]][]} */ ([
    [undefined, [], undefined, [1, 2]],
    [[one(5)], [], 1, [1, 2, 5]],
    [{ values: [one(5)] }, [one(3)], undefined, [1, 2, 3, 5]],
    [undefined, [one(3), one(4)], 3, [2, 3, 4]],
    [{}, [], undefined, [1, 2]],
    ['text', [], undefined, [1, 2]],
  ]))
    assert.deepEqual(
      breadcrumbsOf({ scope, ownEvent: { breadcrumbs } }, missing, most).map(({ n }) => n),
      expected,
    )
})

test('a capture that was noted before an event was made gets the breadcrumb of that', () => {
  const scope = getIsolationScope()
  /** @param {any} given */
  const kept = (given) => void (given.event_id !== 'dropped' && scope.addBreadcrumb(given))
  const { add, missingIn } = eventBreadcrumbs(kept)
  const noted = { now: Date.now() - 5 }
  const missing = () => missingIn(noted).map((one) => /** @type {any} */ (one).event_id)
  assert.deepEqual(missing(), [])
  for (const event_id of ['a', 'dropped', 'b']) add({ event_id, timestamp: 7, message: 'm' }, undefined)
  assert.deepEqual(missing(), ['a', 'b'])
  assert.deepEqual(scope.getLastBreadcrumb(), {
    timestamp: 7,
    category: 'sentry.event',
    event_id: 'b',
    level: undefined,
    message: 'm',
  })
  for (let n = 0; n < 200; n++) add({ event_id: `${n}` }, undefined)
  assert.equal(missing().length, 100, 'bounded')
  assert.deepEqual(missingIn({ now: Date.now() + 5 }), [], 'later captures have them in their scope')
  scope.clearBreadcrumbs()
})

test('what a function of the page has done to breadcrumbs is in their texts', () => {
  const normal = (/** @type {any} */ value) => ({ ...value })
  const known = () => breadcrumbReader()([{ n: 1 }, { n: 2 }], normal, 3)
  for (const [change, expected] of /** @type {[(list: any[]) => unknown, string[] | undefined][]} */ ([
    [(list) => list, ['{"n":1}', '{"n":2}']],
    [(list) => Object.assign(list[0], { n: 'changed' }) && list, ['{"n":"changed"}', '{"n":2}']],
    [(list) => list.slice(1), ['{"n":2}']],
    [(list) => [...list, undefined], ['{"n":1}', '{"n":2}', 'null']],
    [() => [], []],
    [() => undefined, undefined],
    [() => ({}), undefined],
  ])) {
    const before = known()
    textsOf(before)
    assert.deepEqual(
      changedTexts(change(before.map(({ plain }) => plain)), before, write),
      expected,
      String(change),
    )
  }
})
