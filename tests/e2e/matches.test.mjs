// @ts-check
// What the cases rely on: that what differs is seen.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { differences, differencesOfSet } from './matches.mjs'

/** @type {[name: string, actual: any, expected: any, isAlike: boolean][]} */
const TABLE = [
  ['more than expected', { a: 1, b: 2 }, { a: 1 }, true],
  ['less than expected', { a: 1 }, { a: 1, b: 2 }, false],
  ['a wrong value', { a: { b: 1 } }, { a: { b: 2 } }, false],
  ['a number in words', { a: '1' }, { a: 1 }, false],
  ['a false where nothing is expected', { a: false }, { a: null }, false],
  ['nothing where nothing is expected', {}, { a: null, b: { c: null } }, true],
  ['nothing where something is expected', {}, { a: { b: 1 } }, false],
  ['a text that matches', 'http://a/subject.js', '/subject.js$/', true],
  ['a text that does not', 'http://a/other.js', '/subject.js$/', false],
  ['nothing where a text is expected', undefined, '/^x$/', false],
  ['a list that is longer', [1, 2], [1], false],
  ['a list that is shorter', [1], [1, 2], false],
  ['a list in another order', [2, 1], [1, 2], false],
  ['an object where a list is expected', { 0: 1 }, [1], false],
]

for (const [name, actual, expected, isAlike] of TABLE) {
  test(name, () => assert.equal(differences(actual, expected).length === 0, isAlike))
}

test('of a set each member counts once, in any order', () => {
  assert.deepEqual(differencesOfSet([{ a: 1 }, { a: 2 }], [{ a: 2 }, { a: 1 }]), [])
  assert.match(differencesOfSet([{ a: 1 }], [{ a: 1 }, { a: 1 }]).join(), /nothing is like/)
  assert.match(differencesOfSet([{ a: 1 }, { a: 2 }], [{ a: 1 }]).join(), /too many: {"a":2}/)
})
