// @ts-check
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkOptions } from '../../js/report/stage2.js'

test('a wrong option is told once, however often the options are checked', () => {
  const { warn } = console
  /** @type {unknown[]} */
  const told = []
  console.warn = (words, name) => void told.push(name ?? words)
  try {
    const options = { dsn: 'https://k@a.test/1', sampleRate: '0.5', maxBreadcrumbs: 'many' }
    checkOptions(options)
    checkOptions(options)
    assert.deepEqual(options, { dsn: 'https://k@a.test/1', sampleRate: 0.5 })
  } finally {
    console.warn = warn
  }
  assert.deepEqual(told, ['maxBreadcrumbs'])
})
