// @ts-check
// Arguments of console lines, as breadcrumbs have them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { plainCopy } from '../../js/observe/plain_copy.js'
import { normalizer } from '../../js/report/normalize.js'

/**
 * A component of Vue in its development build, which warns when its members are listed:
 * https://github.com/vuejs/core/blob/main/packages/runtime-core/src/componentPublicInstance.ts
 * @param {() => void} warn
 */
const component = (warn) =>
  new Proxy(/** @type {any} */ ({ count: 1 }), {
    get: (target, key) => key === '__v_skip' || target[key],
    ownKeys(target) {
      warn()
      return Reflect.ownKeys(target)
    },
  })

test('the members of what Vue has marked are not listed', () => {
  let warnings = 0
  const proxy = component(() => warnings++)
  // A warning of Vue has the nodes of the page among its arguments.
  const node = { __v_isVNode: true, __v_skip: true, component: { proxy } }
  const args = ['[Vue warn]', { node, page: proxy }, node]
  assert.deepEqual(plainCopy(args, 4), [
    '[Vue warn]',
    { node: '[object Object]', page: '[object Object]' },
    '[object Object]',
  ])
  assert.deepEqual(normalizer({})(args), ['[Vue warn]', { node: '[Object]', page: '[Object]' }, '[Object]'])
  assert.equal(warnings, 0)
})

test('functions and errors are named, at each depth', () => {
  function order() {}
  assert.deepEqual(plainCopy([order, { order, error: new TypeError('no tea') }], 4), [
    '[Function: order]',
    { order: '[Function: order]', error: 'TypeError: no tea' },
  ])
})
