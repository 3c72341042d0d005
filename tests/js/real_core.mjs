// @ts-check
// A queue with the real core, and a server that answers as it is told.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect } from '../../js/core/connection.js'
import { join as fields } from '../../js/core/fields.js'
import { INIT, IS_WANTED } from '../../js/core/operations.js'
import { sendQueue } from '../../js/send/queue.js'
import { root } from '../../scripts/run.mjs'

const wasm = readFileSync(join(root, 'dist', 'balefire_bg.wasm'))

let pages = 0

/** A core of its own: a page has one, whatever is loaded in it. @returns {Promise<import('../../js/core/core.js').Call>} */
const loadCore = async () => {
  const { load } = await import(`../../js/core/core.js?${++pages}`)
  return await load(async () => (await WebAssembly.instantiate(wasm)).instance.exports)
}

/** @typedef {{ status?: number, headers?: (string | null)[], isBatching?: boolean, text?: string }} Reply */

/**
 * @param {(body: any, at: number) => Reply | Promise<Reply>} reply to a request
 * @param {Partial<import('../../js/send/sender.js').Destination>} [destination]
 */
export const started = async (reply, destination) => {
  /** @type {{ body: any, isLeaving: boolean }[]} */
  const posted = []
  /** @type {ReturnType<typeof sendQueue>} */
  let queue
  const core = connect(
    loadCore,
    () => {
      core.run(INIT, fields([1, 1]), 0, 1)
      queue.requeue()
    },
    () => {},
  )
  queue = sendQueue(core, {
    dsn: 'https://k@a.test/1',
    beforePost() {},
    async post(body, isLeaving) {
      posted.push({ body, isLeaving })
      const answer = await reply(body, posted.length - 1)
      return { status: 200, headers: [null, null], isBatching: false, text: '{}', ...answer }
    },
    ...destination,
  })
  await core.opened
  /** What the pipeline does with a capture. @param {string} message @param {object} [item] */
  const capture = (message, item) => {
    const wanted = core.run(IS_WANTED, fields(['onerror', 'Error', message]), undefined, 0.5)
    if (wanted === '=') queue.countRepeat(1)
    if (wanted[0] === '+')
      queue.enqueue({ type: 'event', payload: JSON.stringify({ message }), wanted, ...item }, false)
    return wanted
  }
  return { core, queue, posted, capture, sent: () => posted.map(({ body }) => read(body)) }
}

/** The text of a request's body, or its batch. @param {Uint8Array} body @returns {any} */
const read = (body) => {
  const text = new TextDecoder().decode(body)
  return text.startsWith('{"batch":1') ? readBatch(body) : text
}

/** A batch as the server reads it: its header and envelopes, the references of each resolved. @param {Uint8Array} body */
export const readBatch = (body) => {
  const decode = (/** @type {Uint8Array} */ bytes) => new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  let at = body.indexOf(10) + 1
  const { members, breadcrumbs, stacks, envelopes, ...header } = JSON.parse(decode(body.subarray(0, at)))
  const next = (/** @type {number} */ length) => {
    at += length
    return decode(body.subarray(at - length, at))
  }
  const shared = members.map(next).map((/** @type {string} */ text) => JSON.parse(text))
  const crumbs = breadcrumbs.map(next).map((/** @type {string} */ text) => JSON.parse(text))
  const texts = stacks.map(next).map((/** @type {string} */ text) => JSON.parse(text))
  const read = envelopes.map((/** @type {any} */ { id, length, members }) => {
    const [first = '', second = '', payload = ''] = next(length).split('\n')
    const { type, batch = {} } = JSON.parse(second)
    const item = { type, ...joined(JSON.parse(payload), shared[batch.members]) }
    if (batch.breadcrumbs)
      item.breadcrumbs = batch.breadcrumbs.flatMap((/** @type {[number, number]} */ range) =>
        crumbs.slice(...range),
      )
    if (batch.stacks)
      item.raw_stacks = batch.stacks.map((/** @type {number | null} */ place) =>
        place === null ? null : texts[place],
      )
    if (batch.times_seen) item.times_seen = batch.times_seen
    return { id, header: joined(JSON.parse(first), shared[members]), item }
  })
  if (at !== body.length) throw new Error(`${body.length - at} bytes more`)
  return { header, shared, crumbs, texts, envelopes: read }
}

/** An object with the members that it shares; it may have none of these itself. @param {object} own @param {object} [shared] */
const joined = (own, shared = {}) => {
  const both = Object.keys(own).find((key) => key in shared)
  if (both) throw new Error(`${both} is in both`)
  return { ...own, ...shared }
}
