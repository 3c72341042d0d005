// @ts-check
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { normalizer } from '../../js/report/normalize.js'

const normal = (/** @type {unknown} */ value, options = {}) => normalizer(options)(value)

test('every kind of value', () => {
  class Cart {}
  const table = [
    ['text', 'text'],
    [1.5, 1.5],
    [true, true],
    [null, null],
    [undefined, undefined],
    [Number.NaN, '[NaN]'],
    [-Infinity, '[-Infinity]'],
    [10n, '[BigInt: 10]'],
    [Symbol('s'), '[Symbol(s)]'],
    [function named() {}, '[Function: named]'],
    [() => {}, '[Function: <anonymous>]'],
    [new Date(0), '1970-01-01T00:00:00.000Z'],
    [
      [1, [2]],
      [1, [2]],
    ],
    [new Uint8Array(1_000_000), '[Uint8Array]'],
    [new String('boxed'), '[String]'],
    [globalThis, '[Object]'],
    [Object.create(null), {}],
    [Object.assign(new Cart(), { a: 1 }), { a: 1 }],
    [new Cart(), {}],
    [new Date(Number.NaN), '[Invalid Date]'],
    [/x+/gi, '/x+/gi'],
    [new Map([['a', 1]]), { a: 1 }],
    [new Map([[{}, 1]]), { '[Object]': 1 }],
    [new Set([1, 'b']), [1, 'b']],
    [
      new Headers({ 'x-kind': 'a', authorization: 'Bearer x' }),
      { 'x-kind': 'a', authorization: '[Filtered]' },
    ],
    [new URLSearchParams('q=1&token=2'), { q: '1', token: '[Filtered]' }],
    [new WeakMap(), '[WeakMap]'],
    [Promise.resolve(1), '[Promise]'],
    [(function* () {})(), '[Object]'],
    [new Response('no', { status: 404 }), { type: 'default', status: 404 }],
    [
      Object.assign(new Error('no'), { code: 7, stack: 's' }),
      { name: 'Error', message: 'no', stack: 's', code: 7 },
    ],
    [new URL('https://a.test/?q=1'), 'https://a.test/?q=1'],
  ]
  for (const [value, expected] of table) assert.deepEqual(normal(value), expected)
})

test('depth', () => {
  const deep = { a: { b: { c: { d: 1 } } }, list: [[[1]]] }
  assert.deepEqual(normal(deep), { a: { b: { c: '[Object]' } }, list: [['[Array]']] })
  assert.deepEqual(normal(deep, { normalizeDepth: 4 }), { a: { b: { c: { d: 1 } } }, list: [[[1]]] })
  assert.deepEqual(normal(deep, { normalizeDepth: 1 }), { a: '[Object]', list: '[Array]' })
})

test('breadth', () => {
  assert.deepEqual(normal([1, 2, 3], { normalizeMaxBreadth: 2 }), [1, 2, '[MaxProperties ~]'])
  assert.deepEqual(normal({ a: 1, b: 2, c: 3 }, { normalizeMaxBreadth: 1 }), { a: 1, b: '[MaxProperties ~]' })
})

test('length of one text, and of all', () => {
  assert.equal(normal('x'.repeat(20), { maxValueLength: 10 }), `${'x'.repeat(10)}...`)
  const many = normal(Array.from({ length: 100 }, () => 'x'.repeat(1_000_000)))
  assert.ok(JSON.stringify(many).length < 500_000)
})

test('number of values', () => {
  const wide = Object.fromEntries(
    Array.from({ length: 500 }, (_, n) => [`k${n}`, Array.from({ length: 500 }, () => ({ a: 1 }))]),
  )
  assert.ok(JSON.stringify(normal(wide)).length < 300_000)
})

test('cycles end, and what only stands in two places is no cycle', () => {
  /** @type {any} */
  const loop = { twice: {} }
  loop.again = loop.twice
  loop.self = loop
  assert.deepEqual(normal(loop), { twice: {}, again: {}, self: '[Circular ~]' })
})

test('hostile objects', () => {
  const deny = () => {
    throw new Error('no')
  }
  const hostile = {
    get thrown() {
      return deny()
    },
    proxy: new Proxy({}, { ownKeys: deny, getPrototypeOf: deny, get: deny }),
    json: { toJSON: deny },
    fine: 1,
  }
  assert.deepEqual(normal(hostile), {
    thrown: undefined,
    proxy: '[Unreadable]',
    json: '[Unreadable]',
    fine: 1,
  })
})

test('secrets, by their keys and in addresses', () => {
  assert.deepEqual(
    normal({
      user: { password: 'x', Authorization: { deep: 1 } },
      author: 'me',
      url: 'https://a.test/?token=x&q=1',
    }),
    {
      user: { password: '[Filtered]', Authorization: '[Filtered]' },
      author: 'me',
      url: 'https://a.test/?token=[Filtered]&q=1',
    },
  )
})

test('errors tell what they hold', () => {
  const error = Object.assign(new TypeError('no'), { code: 7 })
  const { stack, ...others } = normal(error)
  assert.deepEqual(others, { name: 'TypeError', message: 'no', code: 7 })
  assert.match(stack, /normalize\.test/)
})
