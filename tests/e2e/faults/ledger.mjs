// @ts-check
// Reads what an account is about: from the server by its API and metrics, from the POSTs that the fault server saw, and
// from the page's storage.
import { outcomes } from '../outcomes.mjs'
import { uniqueById } from './account.mjs'
import { decode } from './wire.mjs'

/** @typedef {import('./account.mjs').Event} Event */
/** @typedef {import('./server.mjs').Post} Post */

/** https://www.rfc-editor.org/rfc/rfc6585#section-4 */
const TOO_MANY = 429
/** Issues on a page of the API. */
const PAGE = 100

/** The text of an event's error. @param {any} event */
const textOf = (event) => {
  const values = event.exception?.values ?? event.exception ?? []
  return values.at(-1)?.value ?? event.message?.formatted ?? event.message?.message ?? event.message ?? ''
}

/** @param {import('./wire.mjs').Item} item @returns {Event} */
const eventOf = ({ json, times }) => ({ id: json.event_id, text: textOf(json), times })

/** The envelopes that the server took, with what it answered. @param {Post[]} posts */
const taken = (posts) =>
  posts.flatMap(({ body, server }) => (body?.envelopes ?? []).filter((_, at) => server?.results[at] === 200))

/** The events that the server said it stored, each id once. @param {Post[]} posts @returns {Event[]} */
export const acknowledged = (posts) =>
  uniqueById(
    taken(posts)
      .flatMap(({ items }) => items.filter(({ type }) => type === 'event'))
      .map(eventOf),
  )

/** Lost errors in the client reports that the server took, by reason. @param {Post[]} posts */
export const losses = (posts) => lossesIn(taken(posts))

/** @param {import('./wire.mjs').Envelope[]} envelopes */
function lossesIn(envelopes) {
  /** @type {Record<string, number>} */
  const sums = {}
  const reports = uniqueReports(envelopes).flatMap(({ items }) =>
    items.filter(({ type }) => type === 'client_report'),
  )
  for (const { reason, category, quantity } of reports.flatMap(({ json }) => json.discarded_events)) {
    if (category === 'error') sums[reason] = (sums[reason] ?? 0) + quantity
  }
  return sums
}

/** The server takes an envelope of an id once. @param {import('./wire.mjs').Envelope[]} envelopes */
const uniqueReports = (envelopes) => [
  ...new Map(envelopes.map((envelope, at) => [envelope.id ?? at, envelope])).values(),
]

/**
 * Every event in any POST, whatever became of it.
 * @param {Post[]} posts
 * @param {(item: import('./wire.mjs').Item) => unknown} [isWanted] default: all
 * @returns {Event[]}
 */
export const posted = (posts, isWanted = () => true) =>
  posts.flatMap(({ body }) =>
    (body?.envelopes ?? []).flatMap(({ items }) =>
      items.filter((item) => isEvent(item) && isWanted(item)).map(eventOf),
    ),
  )

const isEvent = (/** @type {{ type: string }} */ { type }) => type === 'event'

/** @param {import('../proxy.mjs').Proxy} proxy @param {string} project */
export function reader(proxy, project) {
  const issues = async (query = '') => {
    const path = `projects/balefire/${project}/issues/?limit=${PAGE}&query=${query}`
    const headers = { Authorization: `Bearer ${proxy.token}` }
    const response = await fetch(`${proxy.url}/api/0/${path}`, { headers })
    if (!response.ok) throw new Error(`GET ${path}: ${response.status}`)
    const list = /** @type {any[]} */ (await response.json())
    if (list.length === PAGE) throw new Error('more issues than one page has')
    return list
  }
  return {
    /** Those of the events that are in the store. @param {Event[]} events */
    async stored(events) {
      const found = []
      for (const event of events) if ((await issues(event.id)).length > 0) found.push(event)
      return found
    },
    /** Events of all issues. */
    counted: async () => (await issues()).reduce((total, { count }) => total + Number(count), 0),
  }
}

/**
 * Events that the fault server refused by a limit: the server would have counted them, so the page does not.
 * @param {Post[]} posts
 * @param {Event[]} stored
 */
export function refusedByFault(posts, stored) {
  const limited = posts.filter(({ rule }) => rule?.status === TOO_MANY)
  const ids = new Set(stored.map(({ id }) => id))
  const events = uniqueById(posted(limited)).filter(({ id }) => !ids.has(id))
  return events.reduce((total, { times }) => total + times, 0)
}

/** A page that is left hears no answer that comes later than this before, in ms. */
const MOMENT = 100

/**
 * What may come out uneven: events in requests that fail when the page is gone, as it has no later, may be lost without a word;
 * losses are told by a report that no server takes and no page keeps (`untold`), and twice by one whose answer the page does
 * not get (`retold`).
 * @param {Post[]} posts
 * @param {{ from: number, to: number }[]} navigations times at which a page was left
 * @param {Set<string>} [silent] texts of events besides
 */
export function unheard(posts, navigations, silent = new Set()) {
  const isLeft = (/** @type {Post} */ { at, answeredAt = Number.POSITIVE_INFINITY }) =>
    navigations.some(({ from, to }) => at < to + MOMENT && answeredAt > from - MOMENT)
  const failed = posts.filter(
    ({ rule, server }) => rule && !server?.results.every((status) => status === 200),
  )
  const texts = new Set([...silent, ...posted(failed.filter(isLeft)).map(({ text }) => text)])
  const unanswered = posts.filter(
    (post) => post.server && (typeof post.page !== 'number' || post.rule?.drop || isLeft(post)),
  )
  const lossesOf = (/** @type {Post[]} */ list) =>
    sumOf(lossesIn(list.flatMap(({ body }) => body?.envelopes ?? [])))
  return {
    mayBeSilent: (/** @type {string} */ text) => texts.has(text),
    untold: lossesOf(failed),
    retold: lossesOf(unanswered),
  }
}

const sumOf = (/** @type {Record<string, number>} */ counts) =>
  Object.values(counts).reduce((sum, count) => sum + count, 0)

/** What the server has counted of errors that it did not store; what came again is none. @param {import('../proxy.mjs').Proxy} proxy */
export async function uncounted(proxy) {
  const of = (/** @type {object} */ labels) => outcomes(proxy, { category: 'error', ...labels })
  const reported = await of({ outcome: 'client_discard' })
  const there = (await of({ outcome: 'accepted' })) + (await of({ outcome: 'filtered', reason: 'duplicate' }))
  return { reported, refused: (await of({})) - reported - there }
}

/** The events in texts and bytes that a page keeps, in whatever form they are. @param {unknown[]} values @returns {Event[]} */
export function keptEvents(values) {
  /** @type {Event[]} */
  const found = []
  const look = (/** @type {any} */ value) => {
    if (typeof value === 'string' || value instanceof Uint8Array) {
      const body = attempt(() => decode(Buffer.from(/** @type {any} */ (value))))
      const events = body?.envelopes.flatMap(({ items }) => items.filter(isEvent).map(eventOf)) ?? []
      if (events.length > 0) return void found.push(...events)
      const json = attempt(() => JSON.parse(Buffer.from(/** @type {any} */ (value)).toString()))
      if (json && typeof json === 'object') look(json)
    } else if (value?.event_id && value.exception) {
      found.push({ id: value.event_id, text: textOf(value), times: value.times_seen ?? 1 })
    } else if (value && typeof value === 'object') {
      for (const inner of Object.values(value)) look(inner)
    }
  }
  for (const value of values) look(value)
  return uniqueById(found)
}

/** @template T @param {() => T} work */
const attempt = (work) => {
  try {
    return work()
  } catch {
    return undefined
  }
}
