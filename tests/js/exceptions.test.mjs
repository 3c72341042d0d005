// @ts-check
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runInNewContext } from 'node:vm'
import { innerError } from '../../js/recorder/inner_error.js'
import { exceptionsOf, isNotError } from '../../js/report/exceptions.js'

/** Type and words of what was thrown. */
const words = (/** @type {unknown} */ thrown, isRejection = false) => {
  const [root] = exceptionsOf(thrown, isRejection, {})
  return [root?.type, root?.value]
}

/** Each thrown value with its place among the others. */
const tree = (/** @type {unknown} */ thrown, options = {}) =>
  exceptionsOf(thrown, false, options).map(({ value, source, parent, isGroup }) => [
    value,
    source,
    parent,
    isGroup,
  ])

test('odd things that are thrown', () => {
  class ClickEvent {
    type = 'click'
  }
  class ErrorEvent {
    message = 'told'
  }
  const table = [
    [new TypeError('no'), ['TypeError', 'no']],
    [new Error(), ['Error', 'No error message']],
    ['text', ['Error', 'text']],
    [undefined, ['Error', 'undefined']],
    [null, ['Error', 'null']],
    [7n, ['Error', '7']],
    [Symbol('s'), ['Error', 'Symbol(s)']],
    [{ b: 1, a: 2 }, ['Error', 'Object captured as exception with keys: a, b']],
    [{}, ['Error', 'Object captured as exception with keys: [object has no keys]']],
    [{ name: 'Odd', message: 'm' }, ['Odd', 'm']],
    [new ClickEvent(), ['ClickEvent', 'Event `ClickEvent` (type=click) captured as exception']],
    [new ErrorEvent(), ['ErrorEvent', 'Event `ErrorEvent` captured as exception with message `told`']],
    [new DOMException('gone', 'AbortError'), ['AbortError', 'gone']],
    [new Response('no', { status: 404 }), ['Error', '[object Response]']],
    [new Map([[1, 2]]), ['Error', '[object Map]']],
    [new Set(), ['Error', '[object Set]']],
    [[], ['Error', '[object Array]']],
    [
      [1, 2],
      ['Error', 'Object captured as exception with keys: 0, 1'],
    ],
    [new (class Cart {})(), ['Error', '[object Cart]']],
    [Promise.resolve(), ['Error', '[object Promise]']],
    [new Date(0), ['Error', '[object Date]']],
    [function pay() {}, ['Error', '[Function: pay]']],
    [new CustomEvent('paid'), ['CustomEvent', 'Event `CustomEvent` (type=paid) captured as exception']],
    [{ message: { deep: 1 } }, ['Error', 'Object captured as exception with keys: message']],
    [
      Object.assign(new Error(), { name: 'CppException', message: ['std::out_of_range', 'vector'] }),
      ['std::out_of_range', 'vector'],
    ],
    [runInNewContext("new TypeError('of another realm')"), ['TypeError', 'of another realm']],
    [runInNewContext('new Map()'), ['Error', '[object Map]']],
  ]
  for (const [thrown, expected] of table) assert.deepEqual(words(thrown), expected)
})

test('rejections', () => {
  const table = [
    ['text', ['UnhandledRejection', 'Non-Error promise rejection captured with value: text']],
    [undefined, ['UnhandledRejection', 'Non-Error promise rejection captured with value: undefined']],
    [{ a: 1 }, ['UnhandledRejection', 'Object captured as promise rejection with keys: a']],
    [new RangeError('r'), ['RangeError', 'r']],
  ]
  for (const [thrown, expected] of table) assert.deepEqual(words(thrown, true), expected)
})

test('hostile things that are thrown', () => {
  const deny = () => {
    throw new Error('no')
  }
  const proxy = new Proxy({}, { get: deny, ownKeys: deny, getPrototypeOf: deny, has: deny })
  assert.equal(innerError(proxy), proxy)
  assert.deepEqual(words(proxy), ['Error', '[unreadable]'])
  assert.deepEqual(
    words({
      get message() {
        return deny()
      },
      stack: 's',
    }),
    ['Object', 'No error message'],
  )
  assert.equal(words({ message: 'x'.repeat(200_000) })[1]?.length, 100_000)
})

test('what brings an error along', () => {
  const error = new Error('inner')
  class ErrorEvent {
    error = error
    message = 'outer'
  }
  assert.equal(innerError(new ErrorEvent()), error)
  assert.equal(innerError({ code: 1, error }), error)
  assert.equal(innerError(error), error)
  const message = { message: 'own', error }
  assert.equal(innerError(message), message)
})

test('causes, groups and what they were caught with', () => {
  const cause = new Error('outer', { cause: new Error('inner', { cause: { code: 1 } }) })
  assert.deepEqual(tree(cause), [
    ['outer', undefined, undefined, false],
    ['inner', 'cause', 0, false],
    ['Object captured as exception with keys: code', 'cause', 1, false],
  ])
  const group = new AggregateError(
    [new Error('a', { cause: new Error('b') }), 'text', new Error('c')],
    'many',
  )
  assert.deepEqual(tree(group), [
    ['many', undefined, undefined, true],
    ['a', 'errors[0]', 0, false],
    ['b', 'cause', 1, false],
    ['c', 'errors[2]', 0, false],
  ])
  const suppressed = Object.assign(new Error('s'), { error: new Error('new'), suppressed: new Error('old') })
  assert.deepEqual(tree(suppressed).slice(1), [
    ['new', 'error', 0, false],
    ['old', 'suppressed', 0, false],
  ])
})

test('cycles end, and so do long chains', () => {
  /** @type {any} */
  const loop = new Error('loop')
  loop.cause = loop
  loop.errors = [loop]
  assert.equal(tree(loop).length, 1)
  let chain = new Error('0')
  for (let n = 1; n < 20; n++) chain = new Error(String(n), { cause: chain })
  assert.equal(tree(chain).length, 6)
  assert.equal(tree(chain, { limit: 2 }).length, 3)
  assert.equal(tree(Object.assign(new Error('k'), { why: new Error('w') }), { key: 'why' }).length, 2)
})

test('a long message leaves the stack its place', () => {
  const [root] = exceptionsOf(new Error('x'.repeat(200_000)), false, {})
  assert.match(root?.stack ?? '', /^\n {4}at /)
})

test('a message that looks like frames is not among them', () => {
  const message = 'no\n    at evil (https://a.test/x.js:1:1)'
  const [root] = exceptionsOf(new Error(message), false, {})
  assert.ok(root?.stack?.startsWith('\n    at '))
  assert.doesNotMatch(root?.stack ?? '', /evil/)
})

test('a revoked Proxy', () => {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  assert.equal(innerError(proxy), proxy)
  assert.deepEqual(words(proxy), ['Error', '[unreadable]'])
})

test('an error of another realm is an error', () => {
  const error = runInNewContext("new Error('inner')")
  assert.equal(innerError({ status: 500, error }), error)
  assert.deepEqual(
    [isNotError(error), isNotError({ status: 500 }), isNotError(new Map()), isNotError('text')],
    [false, true, true, false],
  )
})
