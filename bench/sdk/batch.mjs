// @ts-check
// Reads what our own server gets: a batch of envelopes, where members, breadcrumbs and stacks that several events share stand
// once.

/**
 * @typedef {{ envelopes: { id: string, length: number }[], members?: number[], breadcrumbs?: number[], stacks?: number[] }} Header
 */

const NEWLINE = 0x0a

/** The header, and where it ends; nothing where the body is no batch. @param {Uint8Array} bytes */
function head(bytes) {
  const end = bytes.indexOf(NEWLINE)
  const header = end < 0 ? undefined : parsed(textOf(bytes.subarray(0, end)))
  return header?.batch === 1 ? { header: /** @type {Header} */ (header), end: end + 1 } : undefined
}

/** How many envelopes are in a body: one, unless it is a batch. @param {Uint8Array} bytes */
export const envelopesIn = (bytes) => head(bytes)?.header.envelopes.length ?? 1

/** Whether our own server would answer with an outcome for each envelope. @param {Uint8Array} bytes */
export const isBatch = (bytes) => head(bytes) !== undefined

/** The events of a body, an envelope or a batch, as any other server would get them. @param {Uint8Array} bytes @returns {any[]} */
export function eventsIn(bytes) {
  const batch = head(bytes)
  if (!batch) return items(textOf(bytes)).map(({ payload }) => payload)
  let at = batch.end
  const next = (/** @type {number} */ length) => {
    at += length
    return textOf(bytes.subarray(at - length, at))
  }
  const { members = [], breadcrumbs = [], stacks = [], envelopes } = batch.header
  const parts = members.map((length) => JSON.parse(next(length)))
  const crumbs = breadcrumbs.map((length) => JSON.parse(next(length)))
  const texts = stacks.map((length) => JSON.parse(next(length)))
  return envelopes.flatMap(({ length }) =>
    items(next(length)).map(({ header, payload }) =>
      expanded(payload, header.batch ?? {}, parts, crumbs, texts),
    ),
  )
}

/**
 * @param {any} event
 * @param {{ members?: number, breadcrumbs?: [number, number][], stacks?: (number | null)[], times_seen?: number }} shared
 * @param {any[]} parts
 * @param {any[]} crumbs
 * @param {string[]} texts
 */
const expanded = (event, { members, breadcrumbs, stacks, times_seen }, parts, crumbs, texts) => ({
  ...event,
  ...(members !== undefined && parts[members]),
  ...(breadcrumbs && { breadcrumbs: breadcrumbs.flatMap(([from, to]) => crumbs.slice(from, to)) }),
  ...(stacks && { raw_stacks: stacks.map((at) => (at === null ? null : texts[at])) }),
  ...(times_seen && { times_seen }),
})

/** The event items of an envelope; what else it has is passed over. @param {string} envelope */
function items(envelope) {
  const lines = envelope.split('\n').map(parsed)
  return lines.flatMap((payload, n) =>
    payload?.exception?.values?.length > 0 ? [{ header: lines[n - 1] ?? {}, payload }] : [],
  )
}

const textOf = (/** @type {Uint8Array} */ bytes) => new TextDecoder().decode(bytes)

/** @param {string} text @returns {any} */
function parsed(text) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
