// @ts-check
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { writeBriefly } from '../../js/builtins/brief_json.js'
import { write } from '../../js/builtins/json.js'

/** What both writers must say alike. */
const VALUES = [
  'text',
  'quotes " \\ / \n \r \t \b \f \0 \x1f \u2028 ünï 🎈',
  '',
  0,
  -1.5e-7,
  1e21,
  Number.NaN,
  -Infinity,
  true,
  false,
  null,
  undefined,
  () => {},
  Symbol('s'),
  [],
  {},
  [1, undefined, () => {}, [2, [3]], null],
  { a: 1, 'b "c"': undefined, d: { e: [{}] }, f: () => {}, 1: 'first' },
  new Date(0),
  { at: new Date(Number.NaN) },
  { toJSON: () => ({ made: [1] }) },
  new (class Price {
    toJSON() {
      return { cents: 5 }
    }
  })(),
  Object.create({ inherited: 1 }),
  new Map([[1, 2]]),
]

test('as JSON.stringify', () => {
  for (const value of VALUES) {
    const expected = JSON.stringify(value)
    const found = write(value)
    // Escapes may be spelled otherwise.
    assert.deepEqual(found && JSON.parse(found), expected && JSON.parse(expected))
    assert.equal(found === undefined, expected === undefined)
    assert.ok(!found?.includes('\n'))
    assert.equal(writeBriefly(value), expected)
  }
})

test('what JSON cannot say', () => {
  const circle = { list: /** @type {any[]} */ ([]) }
  circle.list.push(circle)
  for (const value of [1n, [1n], circle]) {
    assert.throws(() => write(value))
    assert.throws(() => writeBriefly(value))
  }
})

test('past a toJSON that everything has', () => {
  const kinds = [Array, Object, String, Number, Boolean, Date].map(
    ({ prototype }) => /** @type {any} */ (prototype),
  )
  const before = Object.getOwnPropertyDescriptor(Date.prototype, 'toJSON') ?? {}
  const value = { list: [1, 'two', new Date(0)], deep: { a: [[]] } }
  const expected = JSON.stringify(value)
  for (const prototype of kinds) prototype.toJSON = () => '"old"'
  try {
    assert.equal(write(value), expected)
    // A date is the page's own: stage 1 has none.
    const { list, ...others } = value
    assert.equal(writeBriefly({ list: list.slice(0, 2), ...others }), '{"list":[1,"two"],"deep":{"a":[[]]}}')
  } finally {
    for (const prototype of kinds) delete prototype.toJSON
    Object.defineProperty(Date.prototype, 'toJSON', before)
  }
})
