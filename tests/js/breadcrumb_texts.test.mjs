// @ts-check
// Events share their breadcrumbs: each is read and written once, and only what a function of the page has changed is again.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { breadcrumbReader, breadcrumbsOf, changedTexts, textsOf } from '../../js/report/breadcrumb_texts.js'
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

test('breadcrumbs of the page own event follow those of the scopes', () => {
  const scope = { breadcrumbs: [{ n: 1 }] }
  for (const [breadcrumbs, expected] of /** @type {[any, any[]][]} */ ([
    [undefined, [1]],
    [[{ n: 2 }], [1, 2]],
    [{ values: [{ n: 3 }] }, [1, 3]],
    [{}, [1]],
    ['text', [1]],
  ]))
    assert.deepEqual(
      breadcrumbsOf({ scope, ownEvent: { breadcrumbs } }).map(({ n }) => n),
      expected,
    )
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
