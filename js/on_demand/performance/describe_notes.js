// @ts-check
// What a note says only when it is sent, so that the tracer stays small.
import { attempt } from '../../builtins/originals.js'
import { statusOfHttp } from './http_status.js'
import { addMissing } from './page_attributes.js'
import { shortUrl } from './resource_spans.js'
import { routePattern } from './route_pattern.js'

/** @typedef {import('../../tracing/notes.js').Note} Note */

/** The path of a hash router, without a query or parameters behind it. */
const HASH_PATH = /#!?\/[^?&=#]*/

/**
 * The route of a segment that nobody has named: by the page's own function, else by its route provider, else a pattern of
 * the path.
 * @param {Note} note
 * @param {(path: string) => unknown} [routeOf]
 * @param {{ resolveRoute: (url: { pathname: string, search: string, hash: string }) => unknown }} [provider] Sentry's option
 *   `routeProvider`
 */
export const nameRoute = (note, routeOf, provider) => {
  const { attributes } = note
  // Sentry's route integrations say it by an attribute.
  const source = attributes['sentry.segment.name.source'] ?? attributes['sentry.source'] ?? note.source
  const path = attributes['url.path']
  // A route provider's name, which may come late.
  if (source === 'route') attributes['http.route'] = note.name
  if (typeof path !== 'string' || attributes['http.route']) return
  const page = path + (HASH_PATH.exec(attributes['url.full'])?.[0] ?? '')
  const own =
    (routeOf && attempt(() => routeOf(page))) ||
    (provider && attempt(() => provider.resolveRoute(new URL(attributes['url.full']))))
  const isOwn = typeof own === 'string' && own
  const route = isOwn ? own : routePattern(page)
  attributes['http.route'] = route
  if (source !== 'url') return
  note.name = route
  if (isOwn) note.source = 'route'
}

/** Addresses without secrets, and the parts of them that servers group by. @param {Note} note */
export const describeNote = (note) => {
  const { attributes, op, source, sampleRate, segment, status } = note
  const url = attributes['url.full']
  // That of a resource is clean.
  if (typeof url === 'string' && note.origin !== 'auto.resource.browser.metrics')
    attributes['url.full'] = shortUrl(url)
  if (segment === note)
    addMissing(attributes, { 'sentry.segment.name.source': source, 'sentry.sample_rate': sampleRate })
  if (op !== 'http.client') return
  const { host, hostname } = attempt(() => new URL(url)) ?? {}
  addMissing(attributes, { 'server.address': host, 'url.domain': hostname })
  const code = attributes['http.response.status_code']
  if (status === 'error' && typeof code === 'number') note.status = statusOfHttp(code)
}
