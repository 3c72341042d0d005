// @ts-check
import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { attachmentsIntegration, itemOf, itemsOf } from '../../js/optional/attachments.js'
import {
  getCurrentScope,
  getGlobalScope,
  getIsolationScope,
  withScope,
} from '../../js/scope/current_scopes.js'
import { Scope } from '../../js/scope/scope.js'

const { warn } = console
/** @type {unknown[][]} */
let warnings = []
beforeEach(() => {
  warnings = []
  console.warn = (...args) => void warnings.push(args)
  for (const scope of [getGlobalScope(), getIsolationScope(), getCurrentScope()]) scope.clear()
})
afterEach(() => {
  console.warn = warn
})

const text = (/** @type {Uint8Array[]} */ chunks) =>
  chunks.map((chunk) => Buffer.from(chunk).toString()).join('')
const file = (/** @type {string} */ filename, /** @type {any} */ data = 'x') => ({ filename, data })

/** A client, and what it was given. */
const started = () => {
  /** @type {any} */
  let tell
  /** @type {any[]} */
  const captured = []
  const client = /** @type {any} */ ({
    bundle: {},
    capture: (/** @type {any} */ caught, /** @type {any} */ hint) => void captured.push({ caught, hint }),
    on: (/** @type {string} */ _, /** @type {any} */ act) => {
      tell = act
      return () => {}
    },
  })
  const cleanup = attachmentsIntegration().setup(client)
  return { client, captured, cleanup, send: (/** @type {any} */ hint) => tell({}, hint) }
}
const names = (/** @type {any} */ hint) =>
  hint?.attachments?.map((/** @type {any} */ { filename }) => filename)

test('an item says how long it is, and its bytes follow', () => {
  assert.equal(
    text(itemOf(file('ä.txt', 'ü\n'))),
    '{"type":"attachment","length":3,"filename":"ä.txt"}\nü\n\n',
  )
  const bytes = new Uint8Array([1, 2, 255, 10])
  const [header, data] = itemOf({
    filename: 'a.bin',
    data: bytes.subarray(1),
    contentType: 'image/png',
    attachmentType: 'event.view_hierarchy',
  })
  assert.deepEqual(JSON.parse(Buffer.from(header ?? []).toString()), {
    type: 'attachment',
    length: 3,
    filename: 'a.bin',
    content_type: 'image/png',
    attachment_type: 'event.view_hierarchy',
  })
  assert.deepEqual([...(data ?? [])], [2, 255, 10])
  bytes[1] = 9
  assert.deepEqual([...(data ?? [])], [2, 255, 10], 'as it was')
  assert.deepEqual([...(itemOf(file('b', new Uint8Array([7]).buffer))[1] ?? [])], [7])
})

test('what is too large, too many or no attachment is dropped, and the console is told', () => {
  const large = file('large', 'x'.repeat(1 << 20))
  const small = file('small')
  const chunks = itemsOf(
    /** @type {any} */ ([large, null, file('odd', 7n), file('blob', new Blob(['x'])), small]),
  )
  assert.match(text(chunks), /^\{"type":"attachment","length":1,"filename":"small"\}\nx\n$/)
  assert.deepEqual(
    warnings.map(([, name]) => name),
    ['large', undefined, 'odd', 'blob'],
  )
  warnings = []
  const many = itemsOf(Array.from({ length: 25 }, (_, at) => file(`${at}`)))
  assert.equal(many.length, 20 * 3)
  assert.equal(warnings.length, 5)
})

test('attachments of all scopes and of the hint go with what is captured, each once', () => {
  const { client, captured } = started()
  const scope = (/** @type {Scope} */ of) => /** @type {any} */ (of)
  scope(getGlobalScope()).addAttachment(file('global'))
  scope(getIsolationScope()).addAttachment(file('page'))
  const hinted = file('hint')
  withScope((inner) => {
    scope(inner).addAttachment(file('inner'))
    withScope(() => client.capture({ scope: { attachments: [hinted] } }, { attachments: [hinted] }))
  })
  client.capture({ current: scope(new Scope()).addAttachment(file('own')) })
  client.capture({ scope: (/** @type {any} */ one) => one.addAttachment(file('added')).setTag('a', 1) })
  scope(getIsolationScope()).clearAttachments()
  scope(getGlobalScope()).clear()
  client.capture({}, { data: 1 })
  assert.deepEqual(
    captured.map(({ hint }) => names(hint)),
    [['global', 'page', 'inner', 'hint'], ['global', 'page', 'own'], ['global', 'page', 'added'], undefined],
  )
  assert.deepEqual(
    captured[2].caught.scope.data.tags,
    { a: 1 },
    'a function is called once, and its scope counts',
  )
  assert.deepEqual(captured[3].hint, { data: 1 })
})

test('a scope keeps its newest attachments', () => {
  started()
  const scope = /** @type {any} */ (new Scope())
  for (let at = 0; at < 30; at++) scope.addAttachment(file(`${at}`))
  assert.deepEqual(scope.data.attachments.length, 20)
  assert.equal(scope.data.attachments.at(-1).filename, '29')
})

test('items follow the envelope of their event, once', () => {
  const { client, send } = started()
  send({ event_id: 'a', attachments: [file('one')] })
  send({ event_id: 'b' })
  assert.equal(client.bundle.withAttachments('{}\n', 'b'), undefined)
  assert.equal(client.bundle.withAttachments('{}\n', undefined), undefined)
  const sent = Buffer.from(client.bundle.withAttachments('{}\n', 'a')).toString()
  assert.equal(sent, '{}\n{"type":"attachment","length":1,"filename":"one"}\nx\n')
  assert.equal(client.bundle.withAttachments('{}\n', 'a'), undefined)
})

test('of events that were never sent, the oldest attachments go first', () => {
  const { client, send } = started()
  for (const event_id of ['a', 'b', 'c', 'd', 'e', 'f'])
    send({ event_id, attachments: [file('large', 'x'.repeat(1_000_000))] })
  const left = ['a', 'b', 'c', 'd', 'e', 'f'].filter((id) => client.bundle.withAttachments('', id))
  assert.deepEqual(left, ['c', 'd', 'e', 'f'])
})

test('after close nothing is attached', () => {
  const { client, captured, cleanup } = started()
  cleanup()
  client.capture({}, { attachments: [file('x')] })
  assert.deepEqual(names(captured[0].hint), ['x'])
  assert.equal(captured[0].caught.scope, undefined)
})
