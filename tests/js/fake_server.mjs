// @ts-check
// A queue, and a server that answers as it is told.
import { sendPolicy } from '../../js/send/policy.js'
import { sendQueue } from '../../js/send/queue.js'

/** @typedef {{ status?: number, headers?: (string | null)[], isBatching?: boolean, text?: string }} Reply */

/**
 * @param {(body: any, at: number) => Reply | Promise<Reply>} reply to a request
 * @param {Partial<import('../../js/send/sender.js').Destination>} [destination]
 */
export const started = async (reply, destination) => {
  /** @type {{ body: any, isLeaving: boolean }[]} */
  const posted = []
  const policy = sendPolicy({})
  const queue = sendQueue(policy, {
    dsn: 'https://k@a.test/1',
    beforePost() {},
    async post(body, isLeaving) {
      posted.push({ body, isLeaving })
      const answer = await reply(body, posted.length - 1)
      return { status: 200, headers: [null, null], isBatching: false, text: '{}', ...answer }
    },
    ...destination,
  })
  queue.begin()
  /** What the pipeline does with a capture; whether an event is made of it. @param {string} message @param {Partial<import('../../js/send/item.js').Item>} [item] */
  const capture = (message, item) => {
    const captured = { mechanism: 'onerror', type: 'Error', value: message, key: message, times: 1 }
    const wanted = policy.judge(captured, Date.now(), 0.5)
    if (wanted)
      queue.enqueue({ type: 'event', payload: JSON.stringify({ message }), key: wanted.key, ...item }, false)
    return Boolean(wanted)
  }
  return { policy, queue, posted, capture, sent: () => posted.map(({ body }) => read(body)) }
}

/** The text of a request's body, or its batch. @param {Uint8Array | string} body @returns {any} */
const read = (body) => {
  if (typeof body === 'string') return body
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
