// @ts-check
// Which spans the option `ignoreSpans` names.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isIgnored } from '../../js/tracing/ignore_spans.js'

for (const [filters, expect] of /** @type {[any, boolean][]} */ ([
  [undefined, false],
  [[], false],
  [['GET'], true],
  [[/^POST/], false],
  [[{}], false],
  [[{ op: 'http' }], true],
  [[{ op: 'http', name: 'other' }], false],
  [[{ attributes: { status: 200 } }], true],
  [[{ attributes: { status: 404 } }], false],
  [[{ attributes: { url: /health/ } }], true],
  [[{ attributes: { list: ['a', 'b'] } }], true],
  [[{ attributes: { list: ['a'] } }], false],
  [[null, 5, 'GET'], true],
]))
  test(`ignoreSpans ${JSON.stringify(filters)}`, () =>
    assert.equal(
      isIgnored(
        {
          name: 'GET /health',
          op: 'http.client',
          attributes: { status: 200, url: '/health', list: ['a', 'b'] },
        },
        filters,
      ),
      expect,
    ))
