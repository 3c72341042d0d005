// @ts-check
// Bodies that a page posts, taken apart and put together: an envelope or a batch of envelopes, gzipped or not. It is
// stricter than a server has to be: each length must fit, and no byte may be left over.
import { gunzipSync } from 'node:zlib'

/** The first two bytes of gzip: https://www.rfc-editor.org/rfc/rfc1952#section-2.3.1 */
const GZIP = [0x1f, 0x8b]
const NEWLINE = 10

/**
 * @typedef {{ type: string, header: any, payload: Buffer, json: any, times: number }} Item `times`: identical events
 *   that were collapsed into this one
 * @typedef {{ id: string | undefined, header: any, items: Item[], trouble?: string }} Envelope `trouble`: why it cannot be
 *   read; its neighbours in a batch can
 * @typedef {{ isGzipped: boolean, batch: any, envelopes: Envelope[], bytes: number }} Body `bytes`: expanded
 */

/** @param {Uint8Array} sent @returns {Body} throws if the body is neither an envelope nor a batch */
export function decode(sent) {
  const isGzipped = sent[0] === GZIP[0] && sent[1] === GZIP[1]
  const bytes = isGzipped ? gunzipSync(sent) : Buffer.from(sent)
  const { line, end } = lineAt(bytes, 0)
  const header = JSON.parse(line)
  const about = { isGzipped, bytes: bytes.length }
  if (header.batch === undefined) {
    return { ...about, batch: undefined, envelopes: [envelopeOf(bytes, header.event_id)] }
  }
  if (header.batch !== 1) throw new Error(`a batch of version ${header.batch}`)
  return { ...about, batch: header, envelopes: envelopesOf(bytes, header, end) }
}

/** @param {Buffer} bytes @param {any} header @param {number} from where the parts begin */
function envelopesOf(bytes, header, from) {
  let at = from
  const take = (/** @type {number} */ length) => {
    if (!Number.isInteger(length) || length < 0 || at + length > bytes.length) {
      throw new Error(`a part of ${length} bytes at ${at} of ${bytes.length}`)
    }
    at += length
    return bytes.subarray(at - length, at)
  }
  const json = (/** @type {number} */ length) => JSON.parse(take(length).toString())
  const members = (header.members ?? []).map(json)
  const breadcrumbs = (header.breadcrumbs ?? []).map(json)
  const stacks = (header.stacks ?? []).map(json)
  /** @typedef {{ id: string, length: number, members?: number }} Entry */
  const envelopes = header.envelopes.map((/** @type {Entry} */ { id, length, members: index }) => {
    if (!/^[0-9a-f]{32}$/.test(id)) throw new Error(`an envelope's id is ${id}`)
    const text = take(length)
    try {
      const envelope = envelopeOf(text, id)
      for (const item of envelope.items) expand(item, members, breadcrumbs, stacks)
      share(envelope.header, members, index)
      return envelope
    } catch (error) {
      return { id, header: undefined, items: [], trouble: String(error) }
    }
  })
  if (at !== bytes.length) throw new Error(`${bytes.length - at} bytes after the last envelope`)
  return envelopes
}

/** Gives an object members that the batch has once for all. @param {any} object @param {any[]} members @param {number} [index] */
function share(object, members, index) {
  if (index === undefined) return
  const shared = members[index]
  if (!shared) throw new Error(`members ${index} of ${members.length}`)
  const own = Object.keys(shared).find((name) => name in object)
  if (own) throw new Error(`an object of a batch has ${own} of its own`)
  Object.assign(object, shared)
}

/**
 * Gives an event back what the batch has once for all.
 * @param {Item} item
 * @param {any[]} members
 * @param {any[]} breadcrumbs
 * @param {any[]} stacks
 */
function expand(item, members, breadcrumbs, stacks) {
  const { batch } = item.header
  if (!batch) return
  // One that was kept is whole, and has only its count here.
  const given = { breadcrumbs: batch.breadcrumbs, raw_stacks: batch.stacks, times_seen: true }
  const own = Object.entries(given).find(([name, is]) => is && name in item.json)?.[0]
  if (own) throw new Error(`an event of a batch has ${own} of its own`)
  share(item.json, members, batch.members)
  if (batch.breadcrumbs) {
    item.json.breadcrumbs = batch.breadcrumbs.flatMap((/** @type {[number, number]} */ [from, to]) => {
      if (!(from >= 0 && from <= to && to <= breadcrumbs.length))
        throw new Error(`breadcrumbs ${from}..${to}`)
      return breadcrumbs.slice(from, to)
    })
  }
  if (batch.stacks) {
    item.json.raw_stacks = batch.stacks.map((/** @type {number | null} */ at) => {
      if (at !== null && stacks[at] === undefined) throw new Error(`stack ${at} of ${stacks.length}`)
      return at === null ? null : stacks[at]
    })
  }
  item.times = batch.times_seen ?? item.times
}

/** @param {Buffer} bytes @param {string | undefined} id @returns {Envelope} */
function envelopeOf(bytes, id) {
  const first = lineAt(bytes, 0)
  /** @type {Item[]} */
  const items = []
  let at = first.end
  while (at < bytes.length) {
    const { line, end } = lineAt(bytes, at)
    at = end
    if (!line) continue
    const header = JSON.parse(line)
    const stop = header.length === undefined ? lineAt(bytes, at).stop : at + header.length
    if (stop > bytes.length) throw new Error(`an item of ${header.length} bytes at ${at} of ${bytes.length}`)
    const payload = bytes.subarray(at, stop)
    const json = header.type === 'attachment' ? undefined : JSON.parse(payload.toString())
    items.push({ type: header.type, header, payload, json, times: header.times_seen ?? 1 })
    at = stop + 1
  }
  return { id, header: JSON.parse(first.line), items }
}

/** The line that begins there, where it stops, and where the next one begins. @param {Buffer} bytes @param {number} at */
function lineAt(bytes, at) {
  const found = bytes.indexOf(NEWLINE, at)
  const stop = found < 0 ? bytes.length : found
  return { line: bytes.subarray(at, stop).toString(), stop, end: stop + 1 }
}

/**
 * A batch, written by hand.
 * @param {{ id: string, text: string }[]} envelopes
 * @param {{ members?: object[], breadcrumbs?: object[], stacks?: string[], dsn?: string }} [shared]
 */
export function encodeBatch(envelopes, { members = [], breadcrumbs = [], stacks = [], dsn } = {}) {
  const parts = [...members, ...breadcrumbs, ...stacks].map((part) => JSON.stringify(part))
  const lengths = parts.map((part) => Buffer.byteLength(part))
  const header = {
    batch: 1,
    dsn,
    envelopes: envelopes.map(({ id, text }) => ({ id, length: Buffer.byteLength(text) })),
    members: lengths.splice(0, members.length),
    breadcrumbs: lengths.splice(0, breadcrumbs.length),
    stacks: lengths,
  }
  return `${JSON.stringify(header)}\n${parts.join('')}${envelopes.map(({ text }) => text).join('')}`
}
