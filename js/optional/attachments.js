// @ts-check

import { write } from '../builtins/json.js'
import { add, includes, map, newest } from '../builtins/lists.js'
import { attempt, warn } from '../builtins/originals.js'
import { isArray, read, tagOf, text } from '../builtins/types.js'
import { all } from '../observe/instrument/wrap.js'
import { getCurrentScope, getGlobalScope, getIsolationScope } from '../scope/current_scopes.js'
import { Scope } from '../scope/scope.js'

/** Most attachments of one scope, and of one event. */
const MAX_COUNT = 20

/** Most bytes of the attachments of one event: one request carries them all. */
const MAX_BYTES = 1 << 20

/** Most bytes of the attachments that wait with their events. */
const MAX_WAITING = 4 << 20

/** @typedef {{ filename: string, data: string | Uint8Array, contentType?: string, attachmentType?: string }} Attachment */

/** Methods that scopes get. Attachments are data of the scope, so clones have them too. */
const METHODS = {
  /** @this {Scope} @param {Attachment} attachment */
  addAttachment(attachment) {
    const before = this.data.attachments ?? []
    this.data = { ...this.data, attachments: newest([...before, attachment], MAX_COUNT) }
    return this
  },
  /** @this {Scope} */
  clearAttachments() {
    this.data = { ...this.data, attachments: [] }
    return this
  },
}

/** The attachments of a scope or of a hint. @param {any} of @returns {Attachment[]} */
const listOf = (of) => {
  const list = read(read(of, 'data') ?? {}, 'attachments') ?? read(of, 'attachments')
  return isArray(list) ? list : []
}

/** Every attachment once. @param {Attachment[][]} lists */
const union = (lists) => {
  /** @type {Attachment[]} */
  const all = []
  map(lists, (list) => map(list, (one) => !includes(all, one) && add(all, one)))
  return all
}

/** @param {unknown} data @returns {Uint8Array} */
const bytesOf = (data) => {
  if (typeof data === 'string') return new TextEncoder().encode(data)
  // Bytes of another realm too; a copy, as the page may change them later.
  const view = /** @type {any} */ (data)
  if (ArrayBuffer.isView(view)) return new Uint8Array(view.buffer, view.byteOffset, view.byteLength).slice()
  // The bytes of a Blob or of a promise are not there yet.
  if (tagOf(data) !== 'ArrayBuffer') throw new TypeError()
  return new Uint8Array(/** @type {ArrayBuffer} */ (data).slice(0))
}

/** Throws if the attachment cannot be read. @param {Attachment} attachment @returns {Uint8Array[]} */
export const itemOf = ({ filename, data, contentType, attachmentType }) => {
  const bytes = bytesOf(data)
  const header = {
    type: 'attachment',
    length: bytes.length,
    filename: text(filename),
    content_type: contentType,
    attachment_type: attachmentType,
  }
  return [bytesOf(`${write(header)}\n`), bytes, bytesOf('\n')]
}

/** @param {Uint8Array[]} chunks */
const sizeOf = (chunks) => {
  let size = 0
  map(chunks, ({ length }) => {
    size += length
  })
  return size
}

/** @param {Uint8Array[]} chunks */
const concat = (chunks) => {
  const all = new Uint8Array(sizeOf(chunks))
  let at = 0
  map(chunks, (chunk) => {
    all.set(chunk, at)
    at += chunk.length
  })
  return all
}

/** The items of as many attachments as the limits allow; the console names the others. @param {Attachment[]} list */
export const itemsOf = (list) => {
  /** @type {Uint8Array[]} */
  const chunks = []
  map(list, (attachment, at) => {
    const item = at < MAX_COUNT ? attempt(() => itemOf(attachment)) : undefined
    if (item && sizeOf(chunks) + sizeOf(item) <= MAX_BYTES) map(item, (chunk) => add(chunks, chunk))
    else warn(' attachment dropped:', read(attachment ?? {}, 'filename'))
  })
  return chunks
}

/**
 * Sends files with events: those of `scope.addAttachment`, which this call adds to scopes, and of `hint.attachments`, which
 * hooks may change.
 */
export const attachmentsIntegration = () => {
  Object.assign(Scope.prototype, METHODS)
  return {
    name: 'Attachments',
    /** @param {{ on: (name: string, listener: Function) => () => void }} client */
    setup({ on }) {
      /** Items of events that wait to be sent, by their ids. @type {Map<string, Uint8Array[]>} */
      const waiting = new Map()

      /** @param {string} eventId @param {Uint8Array[]} items */
      const wait = (eventId, items) => {
        waiting.set(eventId, items)
        let size = 0
        for (const chunks of waiting.values()) size += sizeOf(chunks)
        // Some belong to events that were never sent: the oldest go first.
        for (const [id, chunks] of waiting) {
          if (size <= MAX_WAITING) break
          size -= sizeOf(chunks)
          waiting.delete(id)
        }
      }

      return all([
        on('beforeCapture', (/** @type {import('../recorder/capture.js').Captured} */ captured) => {
          const { scope, current = getCurrentScope() } = captured
          // Called now: a function may add attachments.
          const own = typeof scope === 'function' ? new Scope().update(scope) : scope
          const scopes = [getGlobalScope(), getIsolationScope(), current, own, captured.hint]
          const attachments = union(map(scopes, listOf))
          if (!attachments[0]) return
          captured.scope = own
          captured.hint = { ...captured.hint, attachments }
        }),
        on('beforeSendEvent', (/** @type {any} */ _, /** @type {any} */ hint) => {
          const items = itemsOf(listOf(hint))
          if (items[0]) wait(hint.event_id, items)
        }),
        on('beforePost', (/** @type {import('../send/item.js').Outgoing} */ envelope) => {
          const { eventId = '', text } = envelope
          const items = waiting.get(eventId)
          waiting.delete(eventId)
          if (items) envelope.body = concat([bytesOf(text), ...items])
        }),
      ])
    },
  }
}
