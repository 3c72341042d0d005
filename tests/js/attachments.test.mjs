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

/** The listeners of a client with attachments, called as the recorder calls them. */
const started = () => {
  /** @type {Record<string, Function>} */
  const listeners = {}
  const on = (/** @type {string} */ name, /** @type {Function} */ listener) => {
    listeners[name] = listener
    return () => {
      delete listeners[name]
    }
  }
  const cleanup = attachmentsIntegration().setup({ on })
  return {
    cleanup,
    capture(/** @type {any} */ captured) {
      listeners.beforeCapture?.(captured)
      return captured
    },
    send: (/** @type {any} */ hint) => listeners.beforeSendEvent?.({}, hint),
    /** The body with the attachments. */
    post(/** @type {string} */ text, /** @type {string | undefined} */ eventId) {
      /** @type {any} */
      const envelope = { text, eventId }
      listeners.beforePost?.(envelope)
      return envelope.body
    },
  }
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

test('attachments of all scopes and of the hint go with a capture, each once', () => {
  const { capture } = started()
  const scope = (/** @type {Scope} */ of) => /** @type {any} */ (of)
  scope(getGlobalScope()).addAttachment(file('global'))
  scope(getIsolationScope()).addAttachment(file('page'))
  const hinted = file('hint')
  /** @type {any[]} */
  const captured = []
  withScope((inner) => {
    scope(inner).addAttachment(file('inner'))
    withScope(() => {
      captured.push(capture({ scope: { attachments: [hinted] }, hint: { attachments: [hinted] } }))
    })
  })
  captured.push(capture({ current: scope(new Scope()).addAttachment(file('own')) }))
  captured.push(
    capture({ scope: (/** @type {any} */ one) => one.addAttachment(file('added')).setTag('a', 1) }),
  )
  scope(getIsolationScope()).clearAttachments()
  scope(getGlobalScope()).clear()
  captured.push(capture({ hint: { data: 1 } }))
  assert.deepEqual(
    captured.map(({ hint }) => names(hint)),
    [['global', 'page', 'inner', 'hint'], ['global', 'page', 'own'], ['global', 'page', 'added'], undefined],
  )
  assert.deepEqual(captured[2].scope.data.tags, { a: 1 }, 'a function is called once, and its scope counts')
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
  const { send, post } = started()
  send({ event_id: 'a', attachments: [file('one')] })
  send({ event_id: 'b' })
  assert.equal(post('{}\n', 'b'), undefined)
  assert.equal(post('{}\n', undefined), undefined)
  const sent = Buffer.from(post('{}\n', 'a')).toString()
  assert.equal(sent, '{}\n{"type":"attachment","length":1,"filename":"one"}\nx\n')
  assert.equal(post('{}\n', 'a'), undefined)
})

test('of events that were never sent, the oldest attachments go first', () => {
  const { send, post } = started()
  for (const event_id of ['a', 'b', 'c', 'd', 'e', 'f'])
    send({ event_id, attachments: [file('large', 'x'.repeat(1_000_000))] })
  const left = ['a', 'b', 'c', 'd', 'e', 'f'].filter((id) => post('', id))
  assert.deepEqual(left, ['c', 'd', 'e', 'f'])
})

test('after close nothing is attached', () => {
  const { capture, send, post, cleanup } = started()
  const scope = /** @type {any} */ (getIsolationScope())
  scope.addAttachment(file('page'))
  send({ event_id: 'a', attachments: [file('one')] })
  cleanup()
  assert.equal(capture({}).hint, undefined)
  assert.equal(post('{}\n', 'a'), undefined)
})
